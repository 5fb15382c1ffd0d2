const longest = 1600

/**
 * A photo as it is sent: upright, no larger than a screen, and without what a camera writes into it, such as the place.
 * @param {File} file @returns {Promise<Blob>}
 */
export async function small(file) {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, longest / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? file), 'image/jpeg', 0.85))
}
