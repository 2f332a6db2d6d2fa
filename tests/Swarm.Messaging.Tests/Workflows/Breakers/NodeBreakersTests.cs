using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Tests.Workflows.Breakers;

public sealed class NodeBreakersTests
{
    [Fact]
    public void Only_what_another_attempt_may_mend_speaks_against_the_destination()
    {
        NodeBreakers.Judge(new ExecutionOutcome.Succeeded("1"u8.ToArray())).ShouldBe(BreakerVerdict.Success);
        NodeBreakers.Judge(new ExecutionOutcome.Failed("http_503", "x")).ShouldBe(BreakerVerdict.Failure);
        NodeBreakers.Judge(new ExecutionOutcome.Failed("http_404", "x", Retryable: false)).ShouldBe(BreakerVerdict.Nothing);
        NodeBreakers.Judge(new ExecutionOutcome.Returned("x")).ShouldBe(BreakerVerdict.Nothing);
    }

    [Fact]
    public void Of_a_task_only_what_used_up_all_its_executions_does()
    {
        NodeBreakers.Judge(new NodeEnd(WorkflowNodeStates.Succeeded)).ShouldBe(BreakerVerdict.Success);
        NodeBreakers.Judge(new NodeEnd(WorkflowNodeStates.Failed) { Exhausted = true }).ShouldBe(BreakerVerdict.Failure);
        NodeBreakers.Judge(new NodeEnd(WorkflowNodeStates.Failed)).ShouldBe(BreakerVerdict.Nothing);
        NodeBreakers.Judge(new NodeEnd(WorkflowNodeStates.Cancelled)).ShouldBe(BreakerVerdict.Nothing);
    }
}
