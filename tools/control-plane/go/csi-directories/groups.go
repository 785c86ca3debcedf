package main

import (
	"context"
	"slices"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// CreateGroup cuts several volumes under one lock. When one cannot be cut, none is kept.
func (s *Store) CreateGroup(name string, volumeIDs []string, upload time.Duration) (Group, error) {
	if err := requireID("name", name); err != nil {
		return Group{}, err
	}
	if len(volumeIDs) == 0 {
		return Group{}, status.Error(codes.InvalidArgument, "a group needs a volume")
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	wanted := make([]string, 0, len(volumeIDs))
	for _, id := range volumeIDs {
		wanted = append(wanted, memberID(name, id))
	}
	slices.Sort(wanted)
	if known, found := s.groups[name]; found {
		if !slices.Equal(known.Snapshots, wanted) {
			return Group{}, status.Errorf(codes.AlreadyExists, "the group %q has other members", name)
		}
		return known, nil
	}
	group := Group{ID: name, Snapshots: wanted}
	err := s.alone(func() error {
		group.CutAt = s.now()
		return s.cutGroup(group, volumeIDs, upload)
	})
	if err != nil {
		return Group{}, firstStatus(err)
	}
	s.groups[name] = group
	return group, nil
}

func memberID(group, volumeID string) string {
	return group + "-" + volumeID
}

func (s *Store) cutGroup(group Group, volumeIDs []string, upload time.Duration) (err error) {
	defer func() {
		if err == nil {
			return
		}
		for _, id := range group.Snapshots {
			_ = s.forgetSnapshot(id)
		}
	}()
	for _, volumeID := range volumeIDs {
		if err := requireID("volume id", volumeID); err != nil {
			return err
		}
		if _, err := s.cut(memberID(group.ID, volumeID), volumeID, group.ID, group.CutAt, upload); err != nil {
			return err
		}
	}
	return s.writeRecord(groupsFolder, group.ID, group)
}

// Group finds one with its members.
func (s *Store) Group(id string) (Group, []Snapshot, error) {
	if err := requireID("group id", id); err != nil {
		return Group{}, nil, err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	group, found := s.groups[id]
	if !found {
		return Group{}, nil, status.Errorf(codes.NotFound, "there is no group snapshot %q", id)
	}
	members := make([]Snapshot, 0, len(group.Snapshots))
	for _, member := range group.Snapshots {
		members = append(members, s.snapshots[member])
	}
	return group, members, nil
}

// DeleteGroup removes a group with its members. One that is not there is deleted.
func (s *Store) DeleteGroup(id string) error {
	if err := requireID("group id", id); err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, member := range s.groups[id].Snapshots {
		if err := s.forgetSnapshot(member); err != nil {
			return err
		}
	}
	if err := s.forget(groupsFolder, id); err != nil {
		return err
	}
	delete(s.groups, id)
	return nil
}

// groupController translates between the messages of CSI and the store.
type groupController struct {
	csi.UnimplementedGroupControllerServer
	store *Store
}

func (g *groupController) GroupControllerGetCapabilities(context.Context, *csi.GroupControllerGetCapabilitiesRequest) (*csi.GroupControllerGetCapabilitiesResponse, error) {
	return &csi.GroupControllerGetCapabilitiesResponse{Capabilities: []*csi.GroupControllerServiceCapability{{
		Type: &csi.GroupControllerServiceCapability_Rpc{Rpc: &csi.GroupControllerServiceCapability_RPC{
			Type: csi.GroupControllerServiceCapability_RPC_CREATE_DELETE_GET_VOLUME_GROUP_SNAPSHOT,
		}},
	}}}, nil
}

func (g *groupController) CreateVolumeGroupSnapshot(ctx context.Context, request *csi.CreateVolumeGroupSnapshotRequest) (*csi.CreateVolumeGroupSnapshotResponse, error) {
	group, err := g.store.CreateGroup(request.GetName(), request.GetSourceVolumeIds(), uploadTime(ctx))
	if err != nil {
		return nil, err
	}
	message, err := g.message(group.ID)
	if err != nil {
		return nil, err
	}
	return &csi.CreateVolumeGroupSnapshotResponse{GroupSnapshot: message}, nil
}

func (g *groupController) GetVolumeGroupSnapshot(_ context.Context, request *csi.GetVolumeGroupSnapshotRequest) (*csi.GetVolumeGroupSnapshotResponse, error) {
	message, err := g.message(request.GetGroupSnapshotId())
	if err != nil {
		return nil, err
	}
	return &csi.GetVolumeGroupSnapshotResponse{GroupSnapshot: message}, nil
}

func (g *groupController) DeleteVolumeGroupSnapshot(_ context.Context, request *csi.DeleteVolumeGroupSnapshotRequest) (*csi.DeleteVolumeGroupSnapshotResponse, error) {
	if err := g.store.DeleteGroup(request.GetGroupSnapshotId()); err != nil {
		return nil, err
	}
	return &csi.DeleteVolumeGroupSnapshotResponse{}, nil
}

func (g *groupController) message(id string) (*csi.VolumeGroupSnapshot, error) {
	group, members, err := g.store.Group(id)
	if err != nil {
		return nil, err
	}
	message := &csi.VolumeGroupSnapshot{
		GroupSnapshotId: group.ID,
		CreationTime:    timestamppb.New(group.CutAt),
		ReadyToUse:      true,
	}
	for _, member := range members {
		snapshot := snapshotMessage(member, g.store)
		message.Snapshots = append(message.Snapshots, snapshot)
		message.ReadyToUse = message.ReadyToUse && snapshot.ReadyToUse
	}
	return message, nil
}
