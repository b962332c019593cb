"""What is known about torch and the packages around it: tables, each fact with its source.

Everything is looked up by canonical name: ``names.canonical("torch.nn.modules.loss.NLLLoss")``.

- ``names``: one name for each thing.
- ``parameter``: how an argument is named and looked up in a call.
- ``layers``: what each layer gives, whether it depends on the mode, whether it has parameters.
- ``functions``: what functions and the methods of tensors make of a tensor.
- ``dropouts``: functions with an argument that stands for the mode.
- ``losses``: what each loss expects.
- ``distributions``: which take probabilities or logits.
- ``optimizers``: optimizers, schedulers, gradient scalers.
- ``models``, ``pretrained``: ready-made models, what they give and whether they depend on the mode.
- ``wrappers``: what is put around a module, and copies.
- ``loading``: loaders, and what loops run through on the way to them.
- ``contexts``: ``no_grad`` and its kin.
- ``frameworks``: life cycles: who switches modes, who zeroes.
- ``engines``: engines that call the program's functions for each batch.
- ``supervised``: what trains a model with a loss by itself.
- ``roles``: what the methods of frameworks' objects do.
- ``harmless``: what a model can be handed to without a change.
"""
