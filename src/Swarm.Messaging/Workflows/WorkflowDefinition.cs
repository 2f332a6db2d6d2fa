using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows;

/// <summary>How runs are stored, and which of their timers raises what.</summary>
internal sealed class WorkflowDefinition(IOptions<WorkflowOptions> options) : SagaDefinition<WorkflowSaga>
{
    public const string TypeName = "workflow";

    public override string Type => TypeName;

    public override int SchemaVersion => 1;

    protected override JsonTypeInfo<WorkflowSaga> Json => WorkflowJson.Default.WorkflowSaga;

    public override WorkflowSaga Create(string id) => new() { Id = id, CorrelationId = WorkflowIds.Correlation(id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) => WorkflowStates.IsEnd(state) ? options.Value.Retention : null;

    public override bool Creates(object sagaEvent) => sagaEvent is WorkflowSubmission;

    public override string? IdOf(object message) => WorkflowIds.Of(message);

    public override object EventOf(DueTimer timer) => WorkflowTimers.Event(timer.Name);
}
