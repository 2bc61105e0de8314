"""Keras models to full int8, by TFLiteConverter and a representative set."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from golden.errors import InputError

if TYPE_CHECKING:
    import keras

Images = npt.NDArray[np.float32]


def load_keras(source: str, weights: str | None = None) -> keras.Model:
    """A float model.

    Args:
        source: path of a `.keras` or `.h5` file or of a SavedModel folder, or the name of a
            model of `keras.applications`, such as 'VGG16'.
        weights: for a name: what its function takes ('imagenet', a file), or None for random.

    Raises:
        InputError: there is no such file or name, or Keras cannot load it.
    """
    with quiet_tensorflow():
        import keras

        path = Path(source)
        try:
            if path.is_dir():
                # A SavedModel has no Keras layers: wrap its serving function as one.
                layer = keras.layers.TFSMLayer(source, call_endpoint="serving_default")
                return _around(layer, source)
            if path.suffix in (".keras", ".h5", ".hdf5"):
                return keras.saving.load_model(path, compile=False, safe_mode=True)
            application = getattr(keras.applications, source, None)
            if not callable(application):
                raise InputError(
                    f"{source} is no .keras or .h5 file, no SavedModel folder and no name in "
                    "keras.applications"
                )
            return application(weights=weights)
        except (OSError, ValueError, TypeError) as fault:
            text = " ".join(str(fault).split())
            raise InputError(f"Keras cannot load {source}: {text}") from None


def _around(layer: Any, source: str) -> keras.Model:
    import keras
    import tensorflow as tf

    signature = tf.saved_model.load(source).signatures["serving_default"]
    (spec,) = signature.structured_input_signature[1].values()
    image = keras.Input(tuple(spec.shape[1:]), dtype=spec.dtype.name)
    outputs = layer(image)
    return keras.Model(image, next(iter(outputs.values())))


def quantise_keras(model: keras.Model, representative: Images) -> bytes:
    """The model in full int8, with int8 input and output and a batch size of one.

    Args:
        model: with one input; its images are [N, ...] float32.
        representative: images [N, ...] that calibrate the activations' ranges.

    Returns:
        The content of a `.tflite` file.

    Raises:
        InputError: the images do not fit the model.
    """
    shape = (1, *model.input_shape[1:])
    if None in shape or representative.shape[1:] != shape[1:]:
        raise InputError(
            f"the model takes images {list(shape[1:])}, but the representative set has "
            f"{list(representative.shape[1:])}"
        )
    with quiet_tensorflow():
        import tensorflow as tf
        from tensorflow.python.framework.convert_to_constants import (
            convert_variables_to_constants_v2,
        )

        # A fixed batch size keeps shape arithmetic out of the converted model.
        function = tf.function(
            lambda x: model(x, training=False),
            input_signature=[tf.TensorSpec(shape, tf.float32)],
        ).get_concrete_function()
        frozen = convert_variables_to_constants_v2(function)

        def calibration() -> Iterator[list[Images]]:
            for image in representative:
                yield [image[None]]

        converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = calibration
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.int8
        converter.inference_output_type = tf.int8
        return bytes(converter.convert())


def predict_keras(model: keras.Model, images: Images) -> Images:
    """Float outputs [N, ...] for images [N, ...]."""
    with quiet_tensorflow():
        return np.asarray(model.predict(images, verbose=0), np.float32)


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Keep TensorFlow's logs off the terminal; errors still raise."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    saved = os.dup(2)
    with Path(os.devnull).open("w") as sink, contextlib.redirect_stdout(io.StringIO()):
        os.dup2(sink.fileno(), 2)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            sys.stderr.flush()
            os.dup2(saved, 2)
            os.close(saved)
