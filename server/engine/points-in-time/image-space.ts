import type { ImageSpace } from '../contract'
import type { ChainImage } from './chain-image'
import { takesSlot } from './grain-map'
import { Image } from './image'

/** Grains looked at before hosts get their turn. */
const PORTION = 1 << 16

/**
 * What each image of a source keeps, and what would be free if it ended. When an image ends, the next older one that
 * still shows something inherits the grains that it sees through it (reference "instant copy", A8): those that neither
 * it nor a layer in between holds. Each map is gone through once, whatever the number of images.
 *
 * @param images oldest first
 */
export async function spaceOf(images: readonly ChainImage[]): Promise<ImageSpace[]> {
  const space: ImageSpace[] = []
  const rest = { left: PORTION }
  for (const [index, image] of images.entries()) {
    if (!(image instanceof Image)) continue
    const older = images.slice(0, index).findLastIndex((other) => other.accepting)
    // What a target inherits goes into its own blocks, and takes no room in a repository.
    const inherited = images[older] instanceof Image ? await inheritedSlots(image, images.slice(older, index), rest) : 0
    const keptBytes = image.usedBytes
    space.push({ imageId: image.imageId, keptBytes, freedBytes: keptBytes - inherited * image.grainBytes })
  }
  return space
}

/** @param between the heir, then the layers between it and the image */
async function inheritedSlots(image: Image, between: readonly ChainImage[], rest: { left: number }): Promise<number> {
  const end = Math.min(image.grains, between[0]?.grains ?? 0)
  let slots = 0
  for (let grain = image.map.next(0, end); grain < end; grain = image.map.next(grain + 1, end)) {
    if (takesSlot(image.map.get(grain)) && between.every((other) => !other.holds(grain))) slots += 1
    rest.left -= 1
    if (rest.left > 0) continue
    rest.left = PORTION
    await new Promise((resolve) => setImmediate(resolve))
  }
  return slots
}
