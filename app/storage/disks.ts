import deliveryConfig from '#config/delivery'
import type { Disk, DiskName } from '#storage/disk'
import { LocalDisk } from '#storage/local_disk'
import { S3Disk } from '#storage/s3_disk'

const factories: Record<DiskName, () => Disk> = {
  local: () => new LocalDisk(deliveryConfig.goodsDirectory, deliveryConfig.chunkBytes),
  s3: () => new S3Disk(deliveryConfig.s3),
}

const disks = new Map<DiskName, Disk>()

/**
 * The disk with a name from `file_releases.disk`.
 * @throws {RangeError} if there is no such disk
 */
export function diskNamed(name: string): Disk {
  if (!isDiskName(name)) {
    throw new RangeError(`There is no disk named ${name}.`)
  }
  const disk = disks.get(name) ?? factories[name]()
  disks.set(name, disk)
  return disk
}

/**
 * The disk for new releases.
 */
export function currentDisk(): Disk {
  return diskNamed(deliveryConfig.disk)
}

function isDiskName(name: string): name is DiskName {
  return name in factories
}
