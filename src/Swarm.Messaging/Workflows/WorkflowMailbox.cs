using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows;

/// <summary>Ends of nodes on their way to their runs: a run with thousands of nodes is not advanced by each of them alone.</summary>
internal sealed class WorkflowMailbox(SagaRunner<WorkflowSaga> workflows) : SagaMailbox<WorkflowSaga>(workflows);
