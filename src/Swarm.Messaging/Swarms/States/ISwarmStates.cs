using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.States;

/// <summary>
/// The states of swarms, their snapshots, checkpoints and blocking states. A write is one script that compares what it was made from; who was
/// not the first reads again, so no field of concurrent writers is lost. Bodies of snapshots and checkpoints are written once, before the script
/// that adds them, under the names of the specification.
/// </summary>
public interface ISwarmStates
{
    /// <summary>Writes the whole state.</summary>
    /// <param name="state">An object. Its <c>version</c> counts for a first state (default 1); later ones only rise.</param>
    /// <param name="command">That wants it: the same again writes nothing and is answered with the version that it wrote first, for the last 1,000 commands of a
    /// swarm and 24 h. Null: it has no message, and cannot come again.</param>
    Task<StateOutcome> SaveAsync(string swarmId, JsonElement state, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="SaveAsync(string, JsonElement, CommandMark?, CancellationToken)"/>
    Task<StateOutcome> SaveAsync(string swarmId, JsonElement state, CancellationToken cancellation) => SaveAsync(swarmId, state, null, cancellation);

    /// <summary>The state that a new swarm has, unless it has one.</summary>
    Task<StateOutcome> InitializeAsync(string swarmId, JsonElement state, CancellationToken cancellation);

    /// <summary>Writes fields; others stay as they are.</summary>
    /// <param name="command">As with a whole state.</param>
    Task<StateOutcome> UpdateAsync(string swarmId, JsonElement changes, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="UpdateAsync(string, JsonElement, CommandMark?, CancellationToken)"/>
    Task<StateOutcome> UpdateAsync(string swarmId, JsonElement changes, CancellationToken cancellation) => UpdateAsync(swarmId, changes, null, cancellation);

    /// <summary>Writes fields of the state, and changes what is said of the swarm, in one step: all of it or nothing.</summary>
    /// <param name="changes">An object; the fields of the state.</param>
    /// <param name="change">From what is said of the swarm now; called again when somebody else was quicker.</param>
    /// <param name="status">Null: as it is.</param>
    /// <param name="command">As with a whole state.</param>
    /// <returns>The swarm when it was done.</returns>
    Task<(StateOutcome Outcome, SwarmDocument? Swarm)> UpdateAsync(
        string swarmId, JsonElement changes, Func<SwarmDefinition, SwarmDefinition> change, string? status, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="UpdateAsync(string, JsonElement, Func{SwarmDefinition, SwarmDefinition}, string?, CommandMark?, CancellationToken)"/>
    Task<(StateOutcome Outcome, SwarmDocument? Swarm)> UpdateAsync(
        string swarmId, JsonElement changes, Func<SwarmDefinition, SwarmDefinition> change, string? status, CancellationToken cancellation) =>
        UpdateAsync(swarmId, changes, change, status, null, cancellation);

    /// <returns>Null: it has none, or there is no such swarm.</returns>
    /// <exception cref="JsonException">What is stored is no JSON.</exception>
    Task<SwarmState?> LoadAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Keeps a copy of the state; the oldest goes when there are too many.</summary>
    /// <param name="hostId">Null: anybody may. Else the process that does it because it hosts the swarm.</param>
    /// <param name="term">Under which it does.</param>
    /// <param name="command">As with a whole state: delivered again it makes no second copy.</param>
    Task<StateOutcome> SnapshotAsync(string swarmId, string label, string? hostId, long term, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="SnapshotAsync(string, string, string?, long, CommandMark?, CancellationToken)"/>
    Task<StateOutcome> SnapshotAsync(string swarmId, string label, string? hostId, long term, CancellationToken cancellation) => SnapshotAsync(swarmId, label, hostId, term, null, cancellation);

    /// <summary>The state is that of the snapshot again, as a new version.</summary>
    /// <param name="command">As with a whole state.</param>
    Task<StateOutcome> RestoreAsync(string swarmId, string snapshotId, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="RestoreAsync(string, string, CommandMark?, CancellationToken)"/>
    Task<StateOutcome> RestoreAsync(string swarmId, string snapshotId, CancellationToken cancellation) => RestoreAsync(swarmId, snapshotId, null, cancellation);

    /// <summary>Keeps data to recover from; the oldest goes when there are too many.</summary>
    /// <param name="command">As with a whole state: delivered again it makes no second copy.</param>
    Task<StateOutcome> CheckpointAsync(string swarmId, JsonElement data, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="CheckpointAsync(string, JsonElement, CommandMark?, CancellationToken)"/>
    Task<StateOutcome> CheckpointAsync(string swarmId, JsonElement data, CancellationToken cancellation) => CheckpointAsync(swarmId, data, null, cancellation);

    /// <summary>The newest that a swarm could be recovered from.</summary>
    Task<LatestCheckpoint> LatestCheckpointAsync(string swarmId, CancellationToken cancellation);

    /// <returns>Null: there is none of that id, or it is past its time.</returns>
    /// <exception cref="JsonException">What is stored is no JSON.</exception>
    Task<SwarmCheckpoint?> CheckpointAsync(string swarmId, string checkpointId, CancellationToken cancellation);

    /// <returns>Null: there is none of that id, or it is past its time.</returns>
    /// <exception cref="JsonException">What is stored is no JSON.</exception>
    Task<SwarmSnapshot?> SnapshotAsync(string swarmId, string snapshotId, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<SwarmKept>> SnapshotsAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<SwarmKept>> CheckpointsAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Writes what a coordinator waits for, if that may follow what is known of it.</summary>
    /// <param name="said">What is not said is as it was of the same wait; of another, or the first, it begins now and is empty.</param>
    Task<StateOutcome> SaveBlockingAsync(string swarmId, string coordinatorId, BlockingSaid said, CancellationToken cancellation) => SaveBlockingAsync(swarmId, coordinatorId, said, null, cancellation);

    /// <param name="command">That wants it: the same again writes nothing again, and is answered as before. Null: it has no message, and cannot come again.</param>
    Task<StateOutcome> SaveBlockingAsync(string swarmId, string coordinatorId, BlockingSaid said, CommandMark? command, CancellationToken cancellation);

    /// <returns>False: there was none. Null: there is no such swarm.</returns>
    async Task<bool?> ClearBlockingAsync(string swarmId, string coordinatorId, CancellationToken cancellation) =>
        await ClearBlockingAsync(swarmId, coordinatorId, null, cancellation).ConfigureAwait(false) switch { BlockingCleared.Cleared => true, BlockingCleared.Nothing => false, _ => null };

    /// <inheritdoc cref="SaveBlockingAsync(string, string, BlockingSaid, CommandMark?, CancellationToken)"/>
    Task<BlockingCleared> ClearBlockingAsync(string swarmId, string coordinatorId, CommandMark? command, CancellationToken cancellation);

    /// <returns>Null: there is none, it is past its time, or what is stored is no JSON.</returns>
    Task<BlockingState?> BlockingAsync(string swarmId, string coordinatorId, CancellationToken cancellation);

    /// <summary>By coordinator; what cannot be read is left out.</summary>
    Task<IReadOnlyList<BlockingState>> BlockingAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Recovery's one step: an interrupted swarm becomes recovering, its state is what is given, and a live process takes it.</summary>
    /// <param name="state">Written as the whole state, its version raised.</param>
    /// <param name="made">The version of the state that it was made from; null: there was none.</param>
    Task<RecoveryStep> BeginRecoveryAsync(string swarmId, JsonElement state, long? made, CancellationToken cancellation);

    /// <summary>The version of a swarm's state, also of one that cannot be read.</summary>
    /// <returns>Null: it has none.</returns>
    Task<long?> VersionAsync(string swarmId, CancellationToken cancellation);

    /// <summary>The version of the state that the present recovery of a swarm wrote, at its last try.</summary>
    /// <returns>Null: none is under way, or it has written none yet.</returns>
    Task<long?> RecoveryVersionAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Recovery's last step: a recovering swarm is active, in its state too.</summary>
    /// <param name="begun">When it began, by the store's clock: of another interruption since, it ends nothing.</param>
    Task<ChangeOutcome> EndRecoveryAsync(string swarmId, DateTimeOffset begun, CancellationToken cancellation);

    /// <summary>The store's clock.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellation);

    Task<SwarmStateFigures> FiguresAsync(CancellationToken cancellation);

    /// <summary>Counts what this process has done and no script has.</summary>
    /// <returns>Errors of all processes within the present hour of counting, which begins with the first of them.</returns>
    Task<long> CountAsync(long loaded, long errors, CancellationToken cancellation);
}
