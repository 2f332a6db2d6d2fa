using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Commands;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>
/// Who the swarms are and what their status is, the same for all processes. Every change is one script, which also tells of it
/// (<see cref="NewsAsync"/>); times are the store's.
/// </summary>
public interface ISwarmRegistry
{
    /// <summary>Makes a swarm known, with a place in the limit, and gives it to a process that hosts swarms if there is one.</summary>
    Task<RegisterOutcome> RegisterAsync(string swarmId, SwarmDefinition swarm, CancellationToken cancellation) => RegisterAsync(swarmId, swarm, null, null, cancellation);

    /// <summary>The same for a host outside: the swarm is its own, and one that is registered already becomes so under a new term.</summary>
    /// <param name="claim">Null: any process may have it.</param>
    /// <param name="command">That wants it: the same again registers nothing again, also when the swarm has left since. Null: it has no message, and cannot come again.</param>
    Task<RegisterOutcome> RegisterAsync(string swarmId, SwarmDefinition swarm, SwarmClaim? claim, CommandMark? command, CancellationToken cancellation);

    /// <summary>Changes what is said of a swarm, and its status when one is given. Id and time of creation stay.</summary>
    /// <param name="change">From what is said of it now; called again when somebody else was quicker.</param>
    /// <param name="status">Null: as it is.</param>
    /// <param name="command">That wants it: the same again changes nothing, for the last 1,000 commands of a swarm and 24 h. Null: it has no message, and cannot come again.</param>
    Task<ChangeOutcome> UpdateAsync(string swarmId, Func<SwarmDefinition, SwarmDefinition> change, string? status, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="UpdateAsync(string, Func{SwarmDefinition, SwarmDefinition}, string?, CommandMark?, CancellationToken)"/>
    Task<ChangeOutcome> UpdateAsync(string swarmId, Func<SwarmDefinition, SwarmDefinition> change, string? status, CancellationToken cancellation) =>
        UpdateAsync(swarmId, change, status, null, cancellation);

    /// <param name="reason">For people, and in <c>metadata.reason</c>.</param>
    /// <param name="interruptedUntil">
    /// Of a step that is about one interruption, and may come late: nothing changes (<see cref="ChangeOutcome.Invalid"/>) unless the swarm's present interruption began until then, by the
    /// store's clock. Null: whatever it is.
    /// </param>
    Task<ChangeOutcome> ChangeStatusAsync(string swarmId, string status, string? reason, DateTimeOffset? interruptedUntil, CancellationToken cancellation);

    /// <inheritdoc cref="ChangeStatusAsync(string, string, string?, DateTimeOffset?, CancellationToken)"/>
    Task<ChangeOutcome> ChangeStatusAsync(string swarmId, string status, string? reason, CancellationToken cancellation) => ChangeStatusAsync(swarmId, status, reason, null, cancellation);

    /// <summary>Signs of life of all swarms that a process hosts, in one step. None changes a status by itself, except that a swarm with a saved state becomes active.</summary>
    /// <returns>For each beat, in their order.</returns>
    Task<IReadOnlyList<BeatOutcome>> HeartbeatAsync(string hostId, IReadOnlyList<SwarmBeat> beats, CancellationToken cancellation);

    Task<SwarmDocument?> GetAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<SwarmDocument>> ListAsync(SwarmFilter filter, CancellationToken cancellation);

    /// <summary>Takes a swarm and all that belongs to it out of the registry; the archive keeps it.</summary>
    /// <returns>As archived. Null: there is none of that id.</returns>
    async Task<SwarmDocument?> DeregisterAsync(string swarmId, string reason, CancellationToken cancellation) =>
        (await DeregisterAsync(swarmId, reason, null, cancellation).ConfigureAwait(false) as DeregisterOutcome.Archived)?.Swarm;

    /// <summary>Takes a swarm and all that belongs to it out of the registry; the archive keeps it.</summary>
    /// <param name="command">That wants it: the same again leaves alone what has been registered under that id since. Null: it has no message, and cannot come again.</param>
    Task<DeregisterOutcome> DeregisterAsync(string swarmId, string reason, CommandMark? command, CancellationToken cancellation);

    /// <returns>Null: never deregistered, or too long ago.</returns>
    Task<SwarmDocument?> ArchivedAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<string>> ArchiveAsync(int limit, CancellationToken cancellation);

    /// <summary>Ids of swarms that are interrupted, or should be by the age of their last heartbeat. Changes nothing.</summary>
    Task<IReadOnlyList<string>> DiscoverInterruptedAsync(CancellationToken cancellation);

    /// <summary>Interrupts swarms whose heartbeats stopped and finds hosts for those without. Any number of processes may.</summary>
    Task<SwarmWatched> WatchAsync(CancellationToken cancellation);

    /// <summary>Removes what is past its time.</summary>
    Task<SwarmCleaned> CleanUpAsync(CancellationToken cancellation);

    Task<SwarmFigures> FiguresAsync(CancellationToken cancellation);

    /// <summary>What happened to swarms and was not acknowledged, the oldest first; the same again until it is.</summary>
    Task<IReadOnlyList<SwarmNews>> NewsAsync(int limit, CancellationToken cancellation);

    Task AcknowledgeAsync(IReadOnlyList<SwarmNews> news);
}
