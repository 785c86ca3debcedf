package main

import (
	"context"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// controller translates between the messages of CSI and the store.
type controller struct {
	csi.UnimplementedControllerServer
	store *Store
}

func (c *controller) ControllerGetCapabilities(context.Context, *csi.ControllerGetCapabilitiesRequest) (*csi.ControllerGetCapabilitiesResponse, error) {
	answer := &csi.ControllerGetCapabilitiesResponse{}
	for _, kind := range []csi.ControllerServiceCapability_RPC_Type{
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME,
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_SNAPSHOT,
		csi.ControllerServiceCapability_RPC_LIST_SNAPSHOTS,
		csi.ControllerServiceCapability_RPC_CLONE_VOLUME,
		csi.ControllerServiceCapability_RPC_EXPAND_VOLUME,
		csi.ControllerServiceCapability_RPC_MODIFY_VOLUME,
	} {
		answer.Capabilities = append(answer.Capabilities, &csi.ControllerServiceCapability{
			Type: &csi.ControllerServiceCapability_Rpc{Rpc: &csi.ControllerServiceCapability_RPC{Type: kind}},
		})
	}
	return answer, nil
}

func (c *controller) CreateVolume(_ context.Context, request *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	if len(request.GetVolumeCapabilities()) == 0 {
		return nil, status.Error(codes.InvalidArgument, "the volume capabilities are missing")
	}
	nodeExpansion, err := readParameters(request.GetParameters())
	if err != nil {
		return nil, err
	}
	source := request.GetVolumeContentSource()
	volume, err := c.store.CreateVolume(NewVolume{
		Name:          request.GetName(),
		RequiredBytes: request.GetCapacityRange().GetRequiredBytes(),
		LimitBytes:    request.GetCapacityRange().GetLimitBytes(),
		FromSnapshot:  source.GetSnapshot().GetSnapshotId(),
		FromVolume:    source.GetVolume().GetVolumeId(),
		NodeExpansion: nodeExpansion,
		Attributes:    request.GetMutableParameters(),
	})
	if err != nil {
		return nil, err
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{
		VolumeId:      volume.ID,
		CapacityBytes: volume.CapacityBytes,
		ContentSource: source,
	}}, nil
}

func (c *controller) DeleteVolume(_ context.Context, request *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	if err := c.store.DeleteVolume(request.GetVolumeId()); err != nil {
		return nil, err
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func (c *controller) ValidateVolumeCapabilities(_ context.Context, request *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	if _, err := c.store.Volume(request.GetVolumeId()); err != nil {
		return nil, err
	}
	if len(request.GetVolumeCapabilities()) == 0 {
		return nil, status.Error(codes.InvalidArgument, "the volume capabilities are missing")
	}
	for _, capability := range request.GetVolumeCapabilities() {
		if capability.GetBlock() != nil {
			return &csi.ValidateVolumeCapabilitiesResponse{Message: "a directory is no block device"}, nil
		}
	}
	return &csi.ValidateVolumeCapabilitiesResponse{Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{
		VolumeContext:      request.GetVolumeContext(),
		VolumeCapabilities: request.GetVolumeCapabilities(),
		Parameters:         request.GetParameters(),
		MutableParameters:  request.GetMutableParameters(),
	}}, nil
}

func (c *controller) ControllerExpandVolume(_ context.Context, request *csi.ControllerExpandVolumeRequest) (*csi.ControllerExpandVolumeResponse, error) {
	capacity := request.GetCapacityRange()
	volume, err := c.store.ExpandVolume(request.GetVolumeId(), capacity.GetRequiredBytes(), capacity.GetLimitBytes())
	if err != nil {
		return nil, err
	}
	return &csi.ControllerExpandVolumeResponse{
		CapacityBytes:         volume.CapacityBytes,
		NodeExpansionRequired: volume.NodeExpansion,
	}, nil
}

func (c *controller) ControllerModifyVolume(_ context.Context, request *csi.ControllerModifyVolumeRequest) (*csi.ControllerModifyVolumeResponse, error) {
	if err := c.store.ModifyVolume(request.GetVolumeId(), request.GetMutableParameters()); err != nil {
		return nil, err
	}
	return &csi.ControllerModifyVolumeResponse{}, nil
}

func (c *controller) CreateSnapshot(ctx context.Context, request *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	snapshot, err := c.store.CreateSnapshot(request.GetName(), request.GetSourceVolumeId(), uploadTime(ctx))
	if err != nil {
		return nil, err
	}
	return &csi.CreateSnapshotResponse{Snapshot: c.message(snapshot)}, nil
}

func (c *controller) DeleteSnapshot(_ context.Context, request *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	if err := c.store.DeleteSnapshot(request.GetSnapshotId()); err != nil {
		return nil, err
	}
	return &csi.DeleteSnapshotResponse{}, nil
}

// ListSnapshots gives all that match in one page; an unknown id is an empty list.
func (c *controller) ListSnapshots(_ context.Context, request *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	if request.GetStartingToken() != "" {
		return nil, status.Error(codes.Aborted, "there is one page only, so no token is valid")
	}
	answer := &csi.ListSnapshotsResponse{}
	for _, snapshot := range c.store.Inventory().Snapshots {
		if id := request.GetSnapshotId(); id != "" && id != snapshot.ID {
			continue
		}
		if id := request.GetSourceVolumeId(); id != "" && id != snapshot.SourceVolume {
			continue
		}
		answer.Entries = append(answer.Entries, &csi.ListSnapshotsResponse_Entry{Snapshot: c.message(snapshot)})
	}
	return answer, nil
}

func (c *controller) message(snapshot Snapshot) *csi.Snapshot {
	return snapshotMessage(snapshot, c.store)
}

func snapshotMessage(snapshot Snapshot, store *Store) *csi.Snapshot {
	return &csi.Snapshot{
		SnapshotId:      snapshot.ID,
		SourceVolumeId:  snapshot.SourceVolume,
		SizeBytes:       snapshot.SizeBytes,
		CreationTime:    timestamppb.New(snapshot.CutAt),
		ReadyToUse:      store.isReady(snapshot),
		GroupSnapshotId: snapshot.Group,
	}
}
