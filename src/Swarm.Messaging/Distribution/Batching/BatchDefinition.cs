using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>How batches are stored.</summary>
internal sealed class BatchDefinition(IOptions<DistributionOptions> options) : SagaDefinition<BatchSaga>
{
    public const string TypeName = "batch";

    /// <summary>As long as something may still be on its way to it.</summary>
    private static readonly TimeSpan Dissolved = TimeSpan.FromMinutes(10);

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<BatchSaga> Json => BatchJson.Default.BatchSaga;

    public override BatchSaga Create(string id) => new() { Id = id, CorrelationId = BatchIds.Correlation(TypeName, id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) =>
        state == nameof(BatchStateMachine.Dissolved) ? Dissolved
        : state is nameof(BatchStateMachine.Completed) or nameof(BatchStateMachine.Failed) ? options.Value.BatchRetention : null;

    public override bool Creates(object sagaEvent) => sagaEvent is BatchBegun;

    public override string? IdOf(object message) => BatchIds.Of(message);

    public override object EventOf(DueTimer timer) => new BatchAskDue();
}
