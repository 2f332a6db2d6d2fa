using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Commands about batches, whichever way they came.</summary>
internal sealed partial class BatchCommandSet(BatchQueries queries, BatchDefinition definition, ISagaStore store, ILogger<BatchCommandSet> log) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(GetBatch), SwarmNames.GetBatch, 16),
        new(nameof(ClearBatch), SwarmNames.ClearBatch, 8),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var id = fields.Text("batchId");
        fields.RefuseUnknown(command);
        CommandRules.CheckId(id, "batchId", required: true, found, reserved: false);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        return command == nameof(GetBatch)
            ? (object?)await queries.GetAsync(id!, cancellation).ConfigureAwait(false) ?? NotFound(command, id!)
            : await ClearAsync(id!, origin.Source, cancellation).ConfigureAwait(false);
    }

    private async Task<object> ClearAsync(string id, string who, CancellationToken cancellation)
    {
        if (await queries.GetAsync(id, cancellation).ConfigureAwait(false) is not { } batch)
            return NotFound(nameof(ClearBatch), id);
        if (!await store.DeleteEndedAsync(definition.Key(id), cancellation).ConfigureAwait(false))
            return WrongState(id, batch.Status);
        Acted(who, id, batch.Status, batch.SuccessCount, batch.FailureCount);
        return new BatchCleared { BatchId = id };
    }

    private static CommandRejected NotFound(string command, string id) => new()
    {
        Command = command,
        Code = "not_found",
        Message = $"There is no batch {id}. It was never collected, was cleared, or ended and its retention is over.",
    };

    private static CommandRejected WrongState(string id, string status) => new()
    {
        Command = nameof(ClearBatch),
        Code = "wrong_state",
        Message = $"The batch {id} is {status}; only one that has ended can be cleared. Nothing was changed: cancel its tasks, or wait.",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did ClearBatch on {BatchId}: {Status} with {Succeeded} successes and {Failed} failures -> none")]
    private partial void Acted(string who, string batchId, string status, int succeeded, int failed);
}
