using System.Text.Json.Serialization.Metadata;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>How windows are stored.</summary>
internal sealed class BatchWindowDefinition : SagaDefinition<BatchWindowSaga>
{
    public const string TypeName = "batch-window";

    /// <summary>Longer than any clock is off: the numbers of its batches must rise.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromDays(2);

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<BatchWindowSaga> Json => BatchJson.Default.BatchWindowSaga;

    public override BatchWindowSaga Create(string id) => new() { Id = id, CorrelationId = BatchIds.Correlation(TypeName, id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) => state == nameof(BatchWindowStateMachine.Idle) ? Rest : null;

    public override bool Creates(object sagaEvent) => sagaEvent is WindowJoined;

    public override string? IdOf(object message) => BatchIds.Of(message);

    public override object EventOf(DueTimer timer) => new WindowDue();
}
