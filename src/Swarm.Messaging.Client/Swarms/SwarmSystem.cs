using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>
/// All swarms of the system, whoever hosts them: the same commands as over HTTP and on the bus. What is refused is a value
/// (<see cref="SwarmResult{T}"/>); a <see cref="SwarmClientException"/> means that the system did not answer, and whether trying again helps.
/// </summary>
public sealed class SwarmSystem
{
    private const string Area = "swarms";

    private readonly SwarmCommands commands;

    internal SwarmSystem(SwarmCommands commands) => this.commands = commands;

    /// <summary>Registers a swarm that a host of the system keeps alive. One that is to live in this program: <see cref="SwarmHost.HostAsync(RegisterSwarm, Action{HostedSwarm}, CancellationToken)"/>.</summary>
    public Task<SwarmResult<SwarmChanged>> CreateAsync(RegisterSwarm swarm, CancellationToken cancellation = default) => commands.RegisterAsync(swarm, cancellation);

    /// <summary>Newest first.</summary>
    /// <param name="filter">Null: all.</param>
    public async Task<IReadOnlyList<SwarmDocument>> ListAsync(ListSwarms? filter = null, CancellationToken cancellation = default) =>
        (await commands.ListAsync(filter ?? new ListSwarms(), cancellation).ConfigureAwait(false)).OrThrow().Swarms;

    /// <summary>A swarm, its state, and what is kept of it, as it is now.</summary>
    public Task<SwarmResult<SwarmDetails>> GetAsync(string swarmId, CancellationToken cancellation = default) => commands.GetAsync(swarmId, cancellation);

    public Task<SwarmResult<SwarmChanged>> UpdateAsync(UpdateSwarm change, CancellationToken cancellation = default) => commands.UpdateAsync(change, cancellation);

    /// <summary>Changes a swarm and its state in one step.</summary>
    public Task<SwarmResult<SwarmStateUpdated>> UpdateStateAsync(string swarmId, object changes, CancellationToken cancellation = default) =>
        commands.ChangeAsync(new UpdateSwarmState { SwarmId = swarmId, Changes = SwarmCommands.ToJson(changes) }, cancellation);

    /// <param name="reason">Null: completed.</param>
    public Task<SwarmResult<SwarmChanged>> DeregisterAsync(string swarmId, string? reason = null, CancellationToken cancellation = default) =>
        commands.DeregisterAsync(new DeregisterSwarm { SwarmId = swarmId, Reason = reason }, cancellation);

    public Task<SwarmResult<SwarmMessageSent>> SendAsync(SendSwarmMessage message, CancellationToken cancellation = default) => commands.SendAsync(message, cancellation);

    public Task<SwarmResult<SwarmMessageSent>> BroadcastAsync(BroadcastSwarmMessage message, CancellationToken cancellation = default) =>
        commands.BroadcastAsync(message, cancellation);

    /// <summary>The last messages of a channel, newest first.</summary>
    public async Task<IReadOnlyList<SwarmMessage>> GetMessagesAsync(string channel, int limit = 100, CancellationToken cancellation = default) =>
        (await commands.MessagesAsync(new GetSwarmMessages { Channel = channel, Limit = limit }, cancellation).ConfigureAwait(false)).OrThrow().Messages;

    public Task<SwarmResult<SwarmTaskDistributed>> DistributeAsync(DistributeSwarmTask task, CancellationToken cancellation = default) => commands.DistributeAsync(task, cancellation);

    /// <summary>Where a task of swarms is.</summary>
    public Task<SwarmResult<SwarmTaskDistributed>> GetTaskAsync(string taskId, CancellationToken cancellation = default) =>
        commands.TaskAsync(new GetSwarmTask { TaskId = taskId }, cancellation);

    /// <summary>Refused with <c>insufficient_resources</c> and both numbers when the pool has less.</summary>
    public Task<SwarmResult<ResourcesChanged>> AllocateAsync(AllocateResource allocation, CancellationToken cancellation = default) => commands.AllocateAsync(allocation, cancellation);

    public Task<SwarmResult<ResourcesChanged>> ReleaseAsync(ReleaseResource release, CancellationToken cancellation = default) => commands.ReleaseAsync(release, cancellation);

    /// <summary>Decides which of two swarms goes first; with voting after 5 s at the latest, which the host's time limit must allow.</summary>
    public Task<SwarmResult<ConflictResolved>> ResolveAsync(ResolveConflict conflict, CancellationToken cancellation = default) => commands.ResolveAsync(conflict, cancellation);

    public Task<SwarmResult<SwarmCopyKept>> SnapshotAsync(string swarmId, string? label = null, CancellationToken cancellation = default) =>
        commands.SnapshotAsync(new SnapshotSwarm { SwarmId = swarmId, Label = label }, cancellation);

    public Task<SwarmResult<SwarmStateChanged>> RestoreAsync(string swarmId, string snapshotId, CancellationToken cancellation = default) =>
        commands.RestoreAsync(new RestoreSwarm { SwarmId = swarmId, SnapshotId = snapshotId }, cancellation);

    /// <summary>Recovers an interrupted swarm now.</summary>
    public Task<SwarmResult<SwarmRecoveryResult>> RecoverAsync(string swarmId, CancellationToken cancellation = default) =>
        commands.RecoverAsync(new RecoverSwarm { SwarmId = swarmId }, cancellation);

    /// <summary>Ids of swarms that are interrupted, or should be by their silence.</summary>
    public async Task<IReadOnlyList<string>> DiscoverInterruptedAsync(CancellationToken cancellation = default) =>
        (await commands.DiscoverAsync(cancellation).ConfigureAwait(false)).OrThrow().SwarmIds;

    /// <summary>Recovers all of those now.</summary>
    public async Task<InterruptedSwarmsRecovered> RecoverInterruptedAsync(CancellationToken cancellation = default) =>
        (await commands.RecoverAllAsync(cancellation).ConfigureAwait(false)).OrThrow();

    /// <summary>Figures of registry, states and messages, and the coordinators of the host that answers: <c>registry</c>, <c>state</c>, <c>messenger</c>, <c>coordinators</c>, ...</summary>
    public async Task<JsonElement> GetStatisticsAsync(CancellationToken cancellation = default) =>
        (await commands.StatusAsync(Area, cancellation).ConfigureAwait(false)).OrThrow().Areas[Area];
}
