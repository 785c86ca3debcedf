package main

import (
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// CreateSnapshot copies a volume as it is now; the same name with the same
// volume gives the same snapshot.
//
// upload is how long the snapshot then takes until it can be restored from.
func (s *Store) CreateSnapshot(name, volumeID string, upload time.Duration) (Snapshot, error) {
	if err := requireID("name", name); err != nil {
		return Snapshot{}, err
	}
	if err := requireID("volume id", volumeID); err != nil {
		return Snapshot{}, err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if known, found := s.snapshots[name]; found {
		if known.SourceVolume != volumeID {
			return Snapshot{}, status.Errorf(codes.AlreadyExists, "the snapshot %q is of another volume", name)
		}
		return known, nil
	}
	var snapshot Snapshot
	err := s.alone(func() (err error) {
		snapshot, err = s.cut(name, volumeID, "", s.now(), upload)
		return err
	})
	return snapshot, firstStatus(err)
}

// cut copies one volume; lock and barrier are held.
func (s *Store) cut(id, volumeID, group string, at time.Time, upload time.Duration) (Snapshot, error) {
	volume, err := s.volume(volumeID)
	if err != nil {
		return Snapshot{}, err
	}
	if err := copyTree(s.folder(volumesFolder, volume.ID), s.folder(snapshotsFolder, id)); err != nil {
		return Snapshot{}, err
	}
	snapshot := Snapshot{
		ID:           id,
		SourceVolume: volume.ID,
		SizeBytes:    volume.CapacityBytes,
		CutAt:        at,
		ReadyAt:      at.Add(upload),
		Group:        group,
	}
	if err := s.writeRecord(snapshotsFolder, id, snapshot); err != nil {
		return Snapshot{}, err
	}
	s.snapshots[id] = snapshot
	return snapshot, nil
}

func (s *Store) isReady(snapshot Snapshot) bool {
	return !s.now().Before(snapshot.ReadyAt)
}

func (s *Store) readySnapshot(id string) (Snapshot, error) {
	snapshot, found := s.snapshots[id]
	if !found {
		return Snapshot{}, status.Errorf(codes.NotFound, "there is no snapshot %q", id)
	}
	if !s.isReady(snapshot) {
		return Snapshot{}, status.Errorf(codes.Unavailable, "the snapshot %q is still being uploaded", id)
	}
	return snapshot, nil
}

// DeleteSnapshot removes one. One that is not there is deleted; one of a group
// goes only with its group.
func (s *Store) DeleteSnapshot(id string) error {
	if err := requireID("snapshot id", id); err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if snapshot := s.snapshots[id]; snapshot.Group != "" {
		return status.Errorf(codes.InvalidArgument, "the snapshot %q belongs to the group %q and goes with it", id, snapshot.Group)
	}
	return s.forgetSnapshot(id)
}

func (s *Store) forgetSnapshot(id string) error {
	if err := s.forget(snapshotsFolder, id); err != nil {
		return err
	}
	delete(s.snapshots, id)
	return nil
}
