using System.Text.Json;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>What a host says, and its swarms.</summary>
internal sealed class SwarmCommands(ISwarmHostLink link)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static JsonElement ToJson(object? value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(value, Json);

    public Task<SwarmResult<SwarmHostSynced>> SyncAsync(SyncSwarmHost command, CancellationToken cancellation) => AskAsync<SyncSwarmHost, SwarmHostSynced>(
        SwarmRoute.Sync(command.HostId!), command, TimeSpan.FromSeconds(command.WaitSeconds ?? 0), cancellation);

    public Task<SwarmResult<SwarmHostLeft>> LeaveAsync(LeaveSwarmHost command, CancellationToken cancellation) =>
        AskAsync<LeaveSwarmHost, SwarmHostLeft>(SwarmRoute.Leave(command.HostId!), command, cancellation);

    public Task<SwarmResult<SwarmChanged>> RegisterAsync(RegisterSwarm command, CancellationToken cancellation) =>
        AskAsync<RegisterSwarm, SwarmChanged>(SwarmRoute.Register, command, cancellation);

    public Task<SwarmResult<SwarmChanged>> UpdateAsync(UpdateSwarm command, CancellationToken cancellation) =>
        AskAsync<UpdateSwarm, SwarmChanged>(SwarmRoute.Update(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmChanged>> DeregisterAsync(DeregisterSwarm command, CancellationToken cancellation) =>
        AskAsync<DeregisterSwarm, SwarmChanged>(SwarmRoute.Deregister(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmDetails>> GetAsync(string swarmId, CancellationToken cancellation) =>
        AskAsync<GetSwarm, SwarmDetails>(SwarmRoute.Get(swarmId), new GetSwarm { SwarmId = swarmId, Fresh = true }, cancellation);

    public Task<SwarmResult<SwarmMessageSent>> SendAsync(SendSwarmMessage command, CancellationToken cancellation) =>
        AskAsync<SendSwarmMessage, SwarmMessageSent>(SwarmRoute.Send, command, cancellation);

    public Task<SwarmResult<SwarmMessageSent>> BroadcastAsync(BroadcastSwarmMessage command, CancellationToken cancellation) =>
        AskAsync<BroadcastSwarmMessage, SwarmMessageSent>(SwarmRoute.Broadcast, command, cancellation);

    public Task<SwarmResult<SwarmTaskDistributed>> DistributeAsync(DistributeSwarmTask command, CancellationToken cancellation) =>
        AskAsync<DistributeSwarmTask, SwarmTaskDistributed>(SwarmRoute.Distribute, command, cancellation);

    public Task<SwarmResult<SwarmStateChanged>> SaveAsync(SaveSwarmState command, CancellationToken cancellation) =>
        AskAsync<SaveSwarmState, SwarmStateChanged>(SwarmRoute.Save(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmCopyKept>> SnapshotAsync(SnapshotSwarm command, CancellationToken cancellation) =>
        AskAsync<SnapshotSwarm, SwarmCopyKept>(SwarmRoute.Snapshot(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmStateChanged>> RestoreAsync(RestoreSwarm command, CancellationToken cancellation) =>
        AskAsync<RestoreSwarm, SwarmStateChanged>(SwarmRoute.Restore(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmCopyKept>> CheckpointAsync(CheckpointSwarm command, CancellationToken cancellation) =>
        AskAsync<CheckpointSwarm, SwarmCopyKept>(SwarmRoute.Checkpoint(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmCheckpointDetails>> LatestAsync(GetSwarmCheckpoint command, CancellationToken cancellation) =>
        AskAsync<GetSwarmCheckpoint, SwarmCheckpointDetails>(SwarmRoute.Latest(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmList>> ListAsync(ListSwarms command, CancellationToken cancellation) => AskAsync<ListSwarms, SwarmList>(SwarmRoute.List(command), command, cancellation);

    public Task<SwarmResult<SwarmStateUpdated>> ChangeAsync(UpdateSwarmState command, CancellationToken cancellation) =>
        AskAsync<UpdateSwarmState, SwarmStateUpdated>(SwarmRoute.Change(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<SwarmMessageHistory>> MessagesAsync(GetSwarmMessages command, CancellationToken cancellation) =>
        AskAsync<GetSwarmMessages, SwarmMessageHistory>(SwarmRoute.History(command), command, cancellation);

    public Task<SwarmResult<SwarmTaskDistributed>> TaskAsync(GetSwarmTask command, CancellationToken cancellation) =>
        AskAsync<GetSwarmTask, SwarmTaskDistributed>(SwarmRoute.Task(command.TaskId!), command, cancellation);

    public Task<SwarmResult<ResourcesChanged>> AllocateAsync(AllocateResource command, CancellationToken cancellation) =>
        AskAsync<AllocateResource, ResourcesChanged>(SwarmRoute.Allocate(command.ResourceType!), command, cancellation);

    public Task<SwarmResult<ResourcesChanged>> ReleaseAsync(ReleaseResource command, CancellationToken cancellation) =>
        AskAsync<ReleaseResource, ResourcesChanged>(SwarmRoute.Release(command.ResourceType!), command, cancellation);

    public Task<SwarmResult<ConflictResolved>> ResolveAsync(ResolveConflict command, CancellationToken cancellation) =>
        AskAsync<ResolveConflict, ConflictResolved>(SwarmRoute.Resolve, command, cancellation);

    public Task<SwarmResult<SwarmRecoveryResult>> RecoverAsync(RecoverSwarm command, CancellationToken cancellation) =>
        AskAsync<RecoverSwarm, SwarmRecoveryResult>(SwarmRoute.Recover(command.SwarmId!), command, cancellation);

    public Task<SwarmResult<InterruptedSwarms>> DiscoverAsync(CancellationToken cancellation) =>
        AskAsync<DiscoverInterruptedSwarms, InterruptedSwarms>(SwarmRoute.Discover, new DiscoverInterruptedSwarms(), cancellation);

    public Task<SwarmResult<InterruptedSwarmsRecovered>> RecoverAllAsync(CancellationToken cancellation) =>
        AskAsync<RecoverInterruptedSwarms, InterruptedSwarmsRecovered>(SwarmRoute.RecoverAll, new RecoverInterruptedSwarms(), cancellation);

    public Task<SwarmResult<StatusReply>> StatusAsync(string area, CancellationToken cancellation) =>
        AskAsync<GetStatus, StatusReply>(SwarmRoute.Status(area), new GetStatus { Area = area }, cancellation);

    public Task<SwarmResult<BlockingStateChanged>> BlockAsync(SaveBlockingState command, CancellationToken cancellation) =>
        AskAsync<SaveBlockingState, BlockingStateChanged>(SwarmRoute.Wait(command.SwarmId!, command.CoordinatorId!), command, cancellation);

    public Task<SwarmResult<BlockingStateChanged>> UnblockAsync(ClearBlockingState command, CancellationToken cancellation) =>
        AskAsync<ClearBlockingState, BlockingStateChanged>(SwarmRoute.ClearWait(command.SwarmId!, command.CoordinatorId!), command, cancellation);

    public Task<SwarmResult<BlockingStateList>> BlocksAsync(ListBlockingStates command, CancellationToken cancellation) =>
        AskAsync<ListBlockingStates, BlockingStateList>(SwarmRoute.Waits(command.SwarmId!), command, cancellation);

    private Task<SwarmResult<TAnswer>> AskAsync<TCommand, TAnswer>(SwarmRoute route, TCommand command, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class => AskAsync<TCommand, TAnswer>(route, command, TimeSpan.Zero, cancellation);

    private async Task<SwarmResult<TAnswer>> AskAsync<TCommand, TAnswer>(SwarmRoute route, TCommand command, TimeSpan wait, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class
    {
        var (answer, rejected) = await link.AskAsync<TCommand, TAnswer>(route, command, wait, cancellation).ConfigureAwait(false);
        return new SwarmResult<TAnswer>(answer, rejected);
    }
}
