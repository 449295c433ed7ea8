"""Writes numpy-files.json: files as NumPy writes them, in base64. Run by hand: python3 make-numpy-files.py (made with NumPy 2.4.6)."""
import base64, io, json, pathlib
import numpy as np

def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asanyarray(array), version=version)
    return out.getvalue()

def npz(save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()

grid = np.arange(6).reshape(2, 3)
files = {
    'f4': npy(grid.astype('<f4') / 4), 'f4 big-endian': npy(grid.astype('>f4') / 4), 'f8': npy(grid.astype('<f8') / 10),
    'f4 fortran': npy(np.asfortranarray(grid.astype('<f4'))),
    'f4 fortran 3d': npy(np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype('<f4'))),
    'f2': npy(np.array([0, 1, -2.5, 65504, 6e-8, np.inf], '<f2')),
    'b1': npy(np.array([True, False])), 'u1': npy(np.array([0, 255], 'u1')), 'i1': npy(np.array([-128, 127], 'i1')),
    'i2': npy(np.array([-32768, 32767], '<i2')), 'i2 big-endian': npy(np.array([-32768, 258], '>i2')), 'i4': npy(np.array([-2**31, 2**31 - 1], '<i4')),
    'i8 small': npy(np.array([-2**31, 2**31 - 1], '<i8')), 'i8 large': npy(np.array([2**40, -1], '<i8')), 'i8 too large': npy(np.array([2**60 + 1], '<i8')),
    'u2': npy(np.array([65535], '<u2')), 'u4': npy(np.array([2**32 - 1], '<u4')), 'u8': npy(np.array([7], '<u8')),
    'scalar': npy(np.float32(1.5)), 'empty': npy(np.zeros((0, 3), '<f4')), 'vector': npy(np.array([1, 2, 3], '<f4')),
    'version 2': npy(grid.astype('<f4'), (2, 0)), 'version 3': npy(grid.astype('<f4'), (3, 0)),
    'complex': npy(np.array([1j])), 'text': npy(np.array(['ab'])), 'structured': npy(np.array([(1, 2)], [('a', '<f4'), ('b', '<i4')])),
    'savez': npz(np.savez, **{'a.w': grid.astype('<f4'), 'b': np.array([1, 2], 'i1')}),
    'savez_compressed': npz(np.savez_compressed, zeros=np.zeros(1000, '<f4'), ramp=np.arange(300, dtype='<f8')),
}
text = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()}, indent=1)
pathlib.Path(__file__).with_name('numpy-files.json').write_text(text + '\n')
