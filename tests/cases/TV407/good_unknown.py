from torch.distributions import Categorical


def act(policy, state, as_logits):
    if as_logits:
        return Categorical(logits=policy(state)).sample()
    return Categorical(policy(state)).sample()
