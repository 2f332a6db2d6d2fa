using System.Text.Json;
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
