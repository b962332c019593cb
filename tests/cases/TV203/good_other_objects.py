import pandas as pd


class Options:
    train = True
    eval = False


frame = pd.DataFrame({"a": [1]})
frame.eval("b = a")
options = Options()
if options.train:
    print("training")
