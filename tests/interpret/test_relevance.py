"""Which functions are worth being executed by themselves."""

from __future__ import annotations

import ast
from textwrap import dedent

from torchvet.program.relevance import named_after, relevant, words_in


def chosen(text: str) -> set[str]:
    """The names of a text's functions that rules can have something to say of."""
    tree = ast.parse(dedent(text))
    functions = {
        node: (node.name, words_in(node)) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }
    found = relevant(functions, named_after(ast.walk(tree)))
    return {name for node, (name, _) in functions.items() if node in found}


def test_a_training_step_and_what_calls_it_are_chosen() -> None:
    assert chosen(
        """
        def plain(x): return x.shape
        def update(loss): loss.backward()
        def run(): update(plain(1))
        """
    ) == {"update", "run"}


def test_a_list_counts_where_it_may_be_made_of_a_loader() -> None:
    assert chosen(
        """
        def numbers(x): return list(range(x))
        def typed(x: list[int]): return isinstance(x, list)
        def empty(): return list()
        def batches(loader): return list(loader)[0]
        def made(): return list(get_loader())
        """
    ) == {"batches", "made"}


def test_a_name_for_a_list_of_something_else_counts_as_little() -> None:
    assert (
        chosen(
            """
        def make(self): self.names = list(map(str, (1, 2)))
        def use(self): return self.names
        """
        )
        == set()
    )


def test_a_switch_of_gradients_counts_beside_what_loads_a_model() -> None:
    assert chosen(
        """
        def table():
            with torch.no_grad():
                return torch.zeros(3)
        def predict(path, x):
            net = Net()
            net.load_state_dict(torch.load(path))
            with torch.no_grad():
                return net(x)
        def restored(path, x):
            net = load_net(path)
            with torch.inference_mode():
                return net(x)
        """
    ) == {"predict", "restored"}
