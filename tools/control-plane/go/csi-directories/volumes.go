package main

import (
	"errors"
	"maps"
	"os"
	"strconv"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	gibibyte = int64(1) << 30
	// A directory has no limit of its own; a real driver has.
	largestVolume = 16 << 10 * gibibyte
	// Parameter of a storage class that leaves the end of a growth to the kubelet:
	// "online" where it can grow what is mounted, "offline" where it cannot. Which
	// of the two makes no difference to a driver without a node half.
	nodeExpansionParameter = "nodeExpansion"
)

// The attributes that a volume attributes class may set, each a whole number above zero.
var knownAttributes = map[string]bool{"iops": true, "throughput": true}

// NewVolume asks for a volume.
type NewVolume struct {
	Name                      string
	RequiredBytes, LimitBytes int64
	// At most one of the two; both empty gives an empty volume.
	FromSnapshot, FromVolume string
	NodeExpansion            bool
	Attributes               map[string]string
}

// readParameters refuses what it does not know, as a driver does whose class is misspelt.
func readParameters(parameters map[string]string) (nodeExpansion bool, err error) {
	for key, value := range parameters {
		if key != nodeExpansionParameter {
			return false, status.Errorf(codes.InvalidArgument, "unknown parameter %q", key)
		}
		if value != "online" && value != "offline" {
			return false, status.Errorf(codes.InvalidArgument, "%s must be online or offline, not %q", key, value)
		}
		nodeExpansion = true
	}
	return nodeExpansion, nil
}

func checkAttributes(attributes map[string]string) error {
	for key, value := range attributes {
		if !knownAttributes[key] {
			return status.Errorf(codes.InvalidArgument, "unknown attribute %q", key)
		}
		if number, err := strconv.Atoi(value); err != nil || number <= 0 {
			return status.Errorf(codes.InvalidArgument, "%s must be a whole number above zero, not %q", key, value)
		}
	}
	return nil
}

func capacityFor(required, limit int64) (int64, error) {
	if required == 0 {
		required = gibibyte
	}
	if required > largestVolume || (limit > 0 && required > limit) {
		return 0, status.Errorf(codes.OutOfRange, "a volume of %d bytes cannot be made: the largest has %d", required, largestVolume)
	}
	return required, nil
}

// Volume finds one.
func (s *Store) Volume(id string) (Volume, error) {
	if err := requireID("volume id", id); err != nil {
		return Volume{}, err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.volume(id)
}

func (s *Store) volume(id string) (Volume, error) {
	volume, found := s.volumes[id]
	if !found {
		return Volume{}, status.Errorf(codes.NotFound, "there is no volume %q", id)
	}
	return volume, nil
}

// CreateVolume makes a volume with the id of its name. The same name with the
// same wish gives the same volume.
func (s *Store) CreateVolume(wish NewVolume) (Volume, error) {
	if err := errors.Join(requireID("name", wish.Name), checkAttributes(wish.Attributes)); err != nil {
		return Volume{}, firstStatus(err)
	}
	capacity, err := capacityFor(wish.RequiredBytes, wish.LimitBytes)
	if err != nil {
		return Volume{}, err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if known, found := s.volumes[wish.Name]; found {
		return known, sameWish(known, wish, capacity)
	}
	volume := Volume{
		ID:            wish.Name,
		CapacityBytes: capacity,
		FromSnapshot:  wish.FromSnapshot,
		FromVolume:    wish.FromVolume,
		NodeExpansion: wish.NodeExpansion,
		Attributes:    wish.Attributes,
	}
	err = s.alone(func() error {
		if err := s.fill(volume); err != nil {
			return err
		}
		return s.writeRecord(volumesFolder, volume.ID, volume)
	})
	if err != nil {
		return Volume{}, firstStatus(err)
	}
	s.volumes[volume.ID] = volume
	return volume, nil
}

func sameWish(known Volume, wish NewVolume, capacity int64) error {
	// A volume that has grown since still satisfies the wish of its beginning.
	if known.CapacityBytes >= capacity && known.FromSnapshot == wish.FromSnapshot && known.FromVolume == wish.FromVolume {
		return nil
	}
	return status.Errorf(codes.AlreadyExists, "the volume %q exists with another size or source", known.ID)
}

// fill makes the directory of a volume from its source.
func (s *Store) fill(volume Volume) error {
	target := s.folder(volumesFolder, volume.ID)
	switch {
	case volume.FromSnapshot != "":
		snapshot, err := s.readySnapshot(volume.FromSnapshot)
		if err != nil {
			return err
		}
		if volume.CapacityBytes < snapshot.SizeBytes {
			return tooSmall(volume.CapacityBytes, snapshot.SizeBytes)
		}
		return copyTree(s.folder(snapshotsFolder, snapshot.ID), target)
	case volume.FromVolume != "":
		source, err := s.volume(volume.FromVolume)
		if err != nil {
			return err
		}
		if volume.CapacityBytes < source.CapacityBytes {
			return tooSmall(volume.CapacityBytes, source.CapacityBytes)
		}
		return copyTree(s.folder(volumesFolder, source.ID), target)
	}
	return errors.Join(os.RemoveAll(target), os.Mkdir(target, 0o700))
}

func tooSmall(wanted, source int64) error {
	return status.Errorf(codes.OutOfRange, "%d bytes are fewer than the %d of the source", wanted, source)
}

// DeleteVolume removes one; its snapshots stay. One that is not there is deleted.
func (s *Store) DeleteVolume(id string) error {
	if err := requireID("volume id", id); err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if _, found := s.volumes[id]; !found {
		return nil
	}
	if err := s.alone(func() error { return s.forget(volumesFolder, id) }); err != nil {
		return firstStatus(err)
	}
	delete(s.volumes, id)
	return nil
}

// ExpandVolume raises the capacity; a smaller wish changes nothing.
func (s *Store) ExpandVolume(id string, required, limit int64) (Volume, error) {
	if err := requireID("volume id", id); err != nil {
		return Volume{}, err
	}
	capacity, err := capacityFor(required, limit)
	if err != nil {
		return Volume{}, err
	}
	return s.changeVolume(id, func(volume *Volume) {
		volume.CapacityBytes = max(volume.CapacityBytes, capacity)
	})
}

// ModifyVolume sets attributes; those that are not named stay.
func (s *Store) ModifyVolume(id string, attributes map[string]string) error {
	if err := errors.Join(requireID("volume id", id), checkAttributes(attributes)); err != nil {
		return firstStatus(err)
	}
	_, err := s.changeVolume(id, func(volume *Volume) {
		changed := maps.Clone(volume.Attributes)
		if changed == nil {
			changed = map[string]string{}
		}
		maps.Copy(changed, attributes)
		volume.Attributes = changed
	})
	return err
}

func (s *Store) changeVolume(id string, change func(*Volume)) (Volume, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	volume, err := s.volume(id)
	if err != nil {
		return Volume{}, err
	}
	change(&volume)
	if err := s.writeRecord(volumesFolder, id, volume); err != nil {
		return Volume{}, err
	}
	s.volumes[id] = volume
	return volume, nil
}

// firstStatus undoes errors.Join, which hides the gRPC code of what it joins.
func firstStatus(err error) error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()[0]
	}
	return err
}
