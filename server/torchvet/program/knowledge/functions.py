"""What torch's functions and the methods of tensors make of a tensor.

Sources: https://docs.pytorch.org/docs/stable/torch.html, https://docs.pytorch.org/docs/stable/tensors.html,
https://docs.pytorch.org/docs/stable/nn.functional.html and https://docs.pytorch.org/docs/stable/special.html.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from torchvet.program.knowledge.wordlist import under, words


class TensorEffect(Enum):
    """What a function or a method gives, given its first tensor."""

    PRESERVES = "preserves"
    """What the tensor was: views, copies, conversions, selections, clamps."""
    COMBINES = "combines"
    """What the tensors of its argument were: ``cat``, ``stack``, ``where``."""
    SPLITS = "splits"
    """A tuple of tensors, each what the tensor was: ``chunk``, ``split``, ``unbind``."""
    DETACHES = "detaches"
    """What the tensor was, cut off from its gradient: ``detach``, ``numpy``, ``item``, ``tolist``."""
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log-softmax"
    SIGMOID = "sigmoid"
    LOG_SIGMOID = "log-sigmoid"
    LOG = "log"
    """The logarithm: of probabilities it gives log-probabilities."""
    EXP = "exp"
    """The exponential: of log-probabilities it gives probabilities."""
    LOGITS = "logits"
    """The raw weighted sum of a linear layer or a convolution."""
    CLASS_INDICES = "class indices"
    """``argmax`` and the like: no gradient flows through it."""
    VALUES_AND_INDICES = "values and indices"
    """A tuple: the tensor's own values (some of them, or in another order), and indices."""
    EXTREMUM = "extremum"
    """``max(dim)``: a tuple (values, indices); without a dimension one value; of two tensors the greater."""
    COMPARES = "compares"
    """Truth values: no gradient flows through it."""
    FRESH = "fresh"
    """A new tensor without a gradient, unless ``requires_grad=True`` is passed."""
    ONE_HOT = "one-hot"
    """Class indices written as vectors: no gradient flows through it."""
    NOT_A_TENSOR = "not a tensor"
    """Sizes, types, devices: nothing of the values."""
    NOTHING = "nothing"
    """Returns nothing that is used: ``backward``, hooks."""
    OTHER = "other"
    """Something else that is known: arithmetic, activations, reductions, norms."""
    UNKNOWN = "unknown"


_T = TensorEffect

# Functions that torch has twice, as ``torch.name`` and as a method of tensors.
# https://docs.pytorch.org/docs/stable/torch.html, https://docs.pytorch.org/docs/stable/tensors.html
_BOTH: Final[dict[TensorEffect, str]] = {
    _T.PRESERVES: """
        adjoint as_strided broadcast_to clamp clamp_max clamp_min clip clone diagonal
        flatten flip fliplr flipud gather index_select masked_fill masked_select
        movedim moveaxis nan_to_num narrow narrow_copy permute positive ravel repeat_interleave reshape
        resolve_conj resolve_neg roll rot90 select squeeze swapaxes swapdims t take take_along_dim
        tile transpose unflatten unsqueeze index_copy index_put
        dequantize conj real
    """,
    _T.SPLITS: """
        chunk dsplit hsplit split split_with_sizes tensor_split unbind unsafe_chunk unsafe_split
        unsafe_split_with_sizes vsplit
    """,
    _T.DETACHES: "detach",
    _T.SIGMOID: "sigmoid",
    _T.LOG: "log",
    _T.EXP: "exp",
    _T.CLASS_INDICES: "argmax argmin argsort argwhere multinomial nonzero nonzero_static",
    _T.VALUES_AND_INDICES: "topk sort kthvalue mode cummax cummin",
    _T.EXTREMUM: "max min median nanmedian",
    _T.COMPARES: """
        all allclose any eq equal ge greater greater_equal gt is_nonzero isclose isfinite isinf isnan
        isneginf isposinf isreal le less less_equal logical_and logical_not logical_or logical_xor lt ne
        not_equal signbit bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
        bitwise_xor
    """,
    _T.NOT_A_TENSOR: """
        is_complex is_conj is_distributed is_floating_point is_inference is_neg is_same_size is_signed
        numel get_device int_repr q_per_channel_axis q_per_channel_scales q_per_channel_zero_points
        q_scale q_zero_point hash_tensor
    """,
    _T.OTHER: """
        log2 log10 abs absolute acos acosh add addbmm addcdiv addcmul addmm addmv addr amax amin aminmax
        angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh baddbmm
        bernoulli bincount ceil cholesky cholesky_inverse cholesky_solve conj_physical copysign corrcoef
        cos cosh count_nonzero cov cross cumprod cumsum deg2rad det diag diag_embed diagflat diff digamma
        dist div divide dot erf erfc erfinv exp2 expm1 fix float_power floor floor_divide fmax fmin fmod
        frac frexp gcd ger geqrf heaviside histc histogram hypot i0 igamma igammac imag index_add
        index_fill index_reduce inner inverse istft kron lcm ldexp lerp lgamma log1p logaddexp logaddexp2
        logcumsumexp logdet logit logsumexp lu_solve masked_scatter matrix_exp matrix_power maximum mean
        minimum msort mul multiply mv mvlgamma nanmean nanquantile nansum neg negative nextafter norm
        orgqr ormqr outer pinverse polygamma pow prod put qr quantile rad2deg reciprocal remainder renorm
        round rsqrt scatter scatter_add scatter_reduce select_scatter sgn sign sin sinc sinh slice_inverse
        slice_scatter slogdet smm sqrt square std stft sub subtract sum svd tan tanh trace
        triangular_solve tril triu true_divide trunc unique unique_consecutive var vdot xlogy
        as_strided_scatter diagonal_scatter sspaddmm lu relu prelu hardshrink
    """,
    _T.UNKNOWN: "bmm matmul mm",
    _T.COMBINES: "where",
}

# Methods of tensors only. https://docs.pytorch.org/docs/stable/tensors.html
_METHODS_ONLY: Final[dict[TensorEffect, str]] = {
    _T.PRESERVES: """
        as_subclass bfloat16 bool byte cdouble cfloat chalf char coalesce contiguous cpu cuda double
        expand expand_as float half int ipu long mtia pin_memory repeat requires_grad_ reshape_as resize
        resize_as short sparse_mask sum_to_size to to_dense to_mkldnn to_padded_tensor to_sparse
        to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr type type_as unfold view
        view_as xpu clamp_ clamp_max_ clamp_min_ clip_ squeeze_ unsqueeze_ t_ transpose_ swapaxes_
        swapdims_ as_strided_ masked_fill_ nan_to_num_ resize_ resize_as_ resize_as_sparse_ share_memory_
        index_copy_ index_put_ values sparse_resize_ sparse_resize_and_clear_ rename rename_ refine_names
        align_to align_as __getitem__
    """,
    _T.DETACHES: "detach_ item numpy tolist data",
    _T.SOFTMAX: "softmax",
    _T.LOG_SOFTMAX: "log_softmax",
    _T.SIGMOID: "sigmoid_",
    _T.LOG: "log_",
    _T.EXP: "exp_",
    _T.CLASS_INDICES: "indices",
    _T.COMPARES: """
        eq_ ge_ greater_ greater_equal_ gt_ le_ less_ less_equal_ logical_and_ logical_not_ logical_or_
        logical_xor_ lt_ ne_ not_equal_ bitwise_and_ bitwise_left_shift_ bitwise_not_ bitwise_or_
        bitwise_right_shift_ bitwise_xor_
    """,
    _T.FRESH: """
        new new_empty new_empty_strided new_full new_ones new_tensor new_zeros
        cauchy_ exponential_ fill_ geometric_ log_normal_ normal_ random_ uniform_ zero_ bernoulli_
    """,
    _T.NOT_A_TENSOR: """
        ccol_indices col_indices const_data_ptr crow_indices data_ptr dense_dim dim dim_order element_size
        is_coalesced is_contiguous is_pinned is_set_to is_shared ndimension nelement qscheme row_indices
        size sparse_dim storage storage_offset storage_type stride untyped_storage module_load index
    """,
    _T.NOTHING: """
        backward record_stream register_hook register_post_accumulate_grad_hook reinforce retain_grad
    """,
    _T.OTHER: """
        log2_ log10_ abs_ absolute_ acos_ acosh_ add_ addbmm_ addcdiv_ addcmul_ addmm_ addmv_ addr_ apply_
        arccos_ arccosh_ arcsin_ arcsinh_ arctan2_ arctan_ arctanh_ asin_ asinh_ atan2_ atan_ atanh_
        baddbmm_ ceil_ conj_physical_ copysign_ cos_ cosh_ cumprod_ cumsum_ deg2rad_ digamma_ div_ divide_
        eig erf_ erfc_ erfinv_ exp2_ expm1_ fill_diagonal_ fix_ float_power_ floor_ floor_divide_ fmod_
        frac_ gcd_ heaviside_ hypot_ i0_ igamma_ igammac_ index_add_ index_fill_ index_reduce_ lcm_ ldexp_
        lerp_ lgamma_ log1p_ logit_ lstsq map2_ map_ masked_scatter_ mul_ multiply_ mvlgamma_ neg_
        negative_ nextafter_ polygamma_ pow_ put_ rad2deg_ reciprocal_ relu_ remainder_ renorm_ round_
        rsqrt_ scatter_ scatter_add_ scatter_reduce_ sgn_ sign_ sin_ sinc_ sinh_ solve sqrt_ square_ sub_
        subtract_ symeig tan_ tanh_ tril_ triu_ true_divide_ trunc_ xlogy_
    """,
    _T.UNKNOWN: "copy_ set_",
}

# Functions of torch only. https://docs.pytorch.org/docs/stable/torch.html
_TORCH_ONLY: Final[dict[TensorEffect, str]] = {
    _T.PRESERVES: """
        atleast_1d atleast_2d atleast_3d squeeze_copy unsqueeze_copy view_copy permute_copy transpose_copy
        t_copy expand_copy select_copy slice_copy alias_copy clamp_ clamp_max_ clamp_min_ clip_
        nan_to_num_ as_strided_ index_put_ resize_as_ as_tensor asarray view_as_real view_as_complex
        dropout dropout_ feature_dropout feature_dropout_
    """,
    _T.COMBINES: "cat concat concatenate stack hstack vstack dstack row_stack column_stack",
    _T.SPLITS: "split_copy split_with_sizes_copy unbind_copy broadcast_tensors",
    _T.DETACHES: "detach_ detach_copy",
    _T.SIGMOID: "sigmoid_",
    _T.LOG: "log_",
    _T.EXP: "exp_",
    _T.COMPARES: "isin",
    _T.FRESH: """
        arange bartlett_window blackman_window empty empty_like empty_permuted empty_strided eye from_file
        from_numpy from_dlpack frombuffer full full_like hamming_window hann_window kaiser_window linspace
        logspace normal ones ones_like rand rand_like randint randint_like randn randn_like randperm range
        scalar_tensor sparse_bsc_tensor sparse_bsr_tensor sparse_compressed_tensor sparse_coo_tensor
        sparse_csc_tensor sparse_csr_tensor tensor tril_indices triu_indices zeros zeros_like poisson
        binomial zero_ fill_
    """,
    _T.NOT_A_TENSOR: """
        broadcast_shapes can_cast get_default_dtype is_grad_enabled is_storage is_tensor promote_types
        result_type typename
    """,
    _T.OTHER: """
        log2_ log10_ acos_ acosh_ addmv_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ asin_ asinh_
        atan_ atanh_ conj_physical_ cos_ cosh_ deg2rad_ erf_ erfc_ exp2_ expm1_ fix_ frac_ gcd_ i0_ lcm_
        ldexp_ log1p_ logit_ negative_ rad2deg_ rsqrt_ sin_ sinc_ sinh_ tan_ trunc_ xlogy_ abs_ block_diag
        bucketize cartesian_prod cdist chain_matmul combinations complex cumulative_trapezoid fill
        gradient histogramdd meshgrid polar rsub searchsorted std_mean tensordot trapezoid trapz
        unravel_index vander var_mean tanh_ sqrt_ square_ neg_ round_ floor_ ceil_ reciprocal_
        alpha_dropout alpha_dropout_ feature_alpha_dropout feature_alpha_dropout_ batch_norm instance_norm
        layer_norm native_batch_norm native_layer_norm native_group_norm embedding embedding_bag
    """,
    _T.UNKNOWN: "einsum cond while_loop vmap lstm gru rnn_tanh rnn_relu lobpcg",
}

# https://docs.pytorch.org/docs/stable/nn.functional.html
_FUNCTIONAL: Final[dict[TensorEffect, str]] = {
    _T.PRESERVES: """
        dropout dropout1d dropout2d dropout3d channel_shuffle native_channel_shuffle pixel_shuffle
        pixel_unshuffle interpolate avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d
        adaptive_avg_pool2d adaptive_avg_pool3d
    """,
    _T.LOGITS: """
        linear bilinear conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d
    """,
    _T.SOFTMAX: "softmax",
    _T.LOG_SOFTMAX: "log_softmax",
    _T.LOG_SIGMOID: "logsigmoid",
    _T.ONE_HOT: "one_hot",
    _T.OTHER: """
        adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d affine_grid alpha_dropout batch_norm
        celu celu_ cosine_similarity elu elu_ embedding embedding_bag feature_alpha_dropout fold
        fractional_max_pool2d fractional_max_pool3d gelu glu grid_sample group_norm hardshrink hardsigmoid
        hardswish hardtanh hardtanh_ instance_norm layer_norm leaky_relu leaky_relu_ local_response_norm
        lp_pool1d lp_pool2d lp_pool3d max_pool1d max_pool2d max_pool3d max_unpool1d max_unpool2d
        max_unpool3d mish normalize pad pairwise_distance pdist prelu relu relu6 relu_ rms_norm rrelu
        rrelu_ scaled_dot_product_attention selu selu_ silu softmin softplus softshrink softsign
        tanhshrink threshold threshold_ unfold
    """,
    # gumbel_softmax draws samples on purpose; the rest give tuples or depend on other tensors.
    _T.UNKNOWN: """
        gumbel_softmax multi_head_attention_forward grouped_mm scaled_grouped_mm scaled_mm
        adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices
        fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices
        max_pool2d_with_indices max_pool3d_with_indices
    """,
}

# Functions of other modules.
_ELSEWHERE: Final[dict[TensorEffect, tuple[str, ...]]] = {
    _T.PRESERVES: ("torch.autograd.Variable", "torch.nn.Parameter", "einops.rearrange", "einops.repeat"),
    _T.OTHER: under(
        "torch.special", "entr erfcx i0e i1 i1e log_ndtr multigammaln ndtr ndtri polygamma xlog1py zeta"
    )
    + under(
        "torch.linalg",
        "norm vector_norm matrix_norm det inv cholesky qr svd eigh solve lstsq pinv matrix_rank",
    ),
    _T.FRESH: under("torch", "FloatTensor DoubleTensor HalfTensor LongTensor IntTensor BoolTensor ByteTensor")
    + under("torch.cuda", "FloatTensor DoubleTensor HalfTensor LongTensor IntTensor BoolTensor ByteTensor")
    + ("torch.Tensor",),
}


def _table(prefix: str, *groups: dict[TensorEffect, str]) -> dict[str, TensorEffect]:
    return {
        prefix + name: effect for group in groups for effect, text in group.items() for name in words(text)
    }


METHODS: Final[dict[str, TensorEffect]] = _table("", _BOTH, _METHODS_ONLY)
"""What the methods (and ``data``) of tensors give, by name."""

TENSORS_ONLY: Final = frozenset({"softmax", "log_softmax", "sigmoid", "sigmoid_"})
"""Methods of tensors that nothing else has that is given to torch's losses: their receiver is a tensor."""

_RENAMED: Final = frozenset(
    under(
        "torch",
        "clip clip_ concat concatenate row_stack moveaxis swapaxes swapdims relu prelu hardshrink",
    )
)
"""Names that are aliases: the table knows the thing by its canonical name."""

FUNCTIONS: Final[dict[str, TensorEffect]] = {
    **{name: effect for effect, names in _ELSEWHERE.items() for name in names},
    **{name: effect for name, effect in _table("torch.", _BOTH, _TORCH_ONLY).items() if name not in _RENAMED},
    "torch.tanh": TensorEffect.OTHER,
    **_table("torch.nn.functional.", _FUNCTIONAL),
}
"""What functions give, by canonical name."""


def is_in_place(name: str) -> bool:
    """Whether a function or a method changes its tensor in place.

    Args:
        name: a method's name or a function's canonical name ("sigmoid_", "torch.nn.functional.relu_").
    """
    return name.endswith("_") and not name.endswith("__") and name != "requires_grad_"
