import deliveryConfig from '#config/delivery'
import type { Disk, DiskName } from '#storage/disk'
import { LocalDisk } from '#storage/local_disk'
import { S3Disk } from '#storage/s3_disk'

const makers: Record<DiskName, () => Disk> = {
  local: () => new LocalDisk(deliveryConfig.goodsDirectory, deliveryConfig.chunkBytes),
  s3: () => new S3Disk(deliveryConfig.s3),
}

const made = new Map<DiskName, Disk>()

/**
 * The disk of that name, as a release remembers it.
 * @throws {RangeError} if there is no such disk
 */
export function diskNamed(name: string): Disk {
  if (!isDiskName(name)) {
    throw new RangeError(`There is no disk named ${name}.`)
  }
  const disk = made.get(name) ?? makers[name]()
  made.set(name, disk)
  return disk
}

/**
 * The disk for new bytes.
 */
export function currentDisk(): Disk {
  return diskNamed(deliveryConfig.disk)
}

function isDiskName(name: string): name is DiskName {
  return name in makers
}
