using System.Text;
using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Triggers: nodes that end when somebody calls.</summary>
internal sealed partial class WorkflowVerbs
{
    public async Task CallAsync(BehaviorContext<WorkflowSaga, NodeCall> c)
    {
        var (saga, node, now) = (c.Saga, c.Message.Node, Effects(c).Now);
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        switch (board[node])
        {
            case NodeMarks.Succeeded:
                Answer(c, nameof(CallWorkflow), changed: false);
                return;
            case not NodeMarks.Running:
                Effects(c).Answer = WorkflowAnswers.NotWaiting(saga, plan.Id(node), NodeMarks.State(board[node]));
                return;
        }

        var payload = c.Message.Command.Payload is { } given ? JsonSerializer.SerializeToUtf8Bytes(given) : Encoding.UTF8.GetBytes("null");
        Effects(c).ClearTimer(WorkflowTimers.Delay(node));
        Describe(c, $"{plan.Id(node)} was called");
        var record = await HeldAsync(c, node).ConfigureAwait(false) with { Attempts = 1, EndedAt = now };
        await EndAsync(c, plan, board, node, NodeMarks.Succeeded, payload, record).ConfigureAwait(false);
        Answer(c, nameof(CallWorkflow), changed: true);
    }

    private async Task MissCallAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, int node)
    {
        var error = $"Nobody called within {plan.Node(node).TimeoutMs} ms.";
        var record = await HeldAsync(c, node).ConfigureAwait(false) with { Attempts = 1, EndedAt = Effects(c).Now, ErrorType = "timeout", Error = error };
        await EndAsync(c, plan, board, node, NodeMarks.Failed, null, record).ConfigureAwait(false);
    }
}
