using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>A node inside another that was to be undone and is not, however deep, and what is said of it. Pure.</summary>
/// <param name="Node">In which node of the outermost run it is.</param>
/// <param name="Path">The nodes that it is in and itself, the outermost first.</param>
/// <param name="Run">Whose node it is.</param>
/// <param name="IsKept">It is not done again, as far as the node that it is in asks for the same.</param>
internal sealed record LeftInside(int Node, string Path, string Run, NotUndoneNode Left, bool IsKept)
{
    public string Error => $"{Path} in the run {Run}: {Left.Error.TrimEnd('.')}";

    /// <summary>What is kept as done, and may not be.</summary>
    /// <param name="isDone">Whether that node of the outermost run is kept itself; else it goes on as the run that it was.</param>
    public static IReadOnlyList<string> Warnings(WorkflowPlan plan, IReadOnlyList<LeftInside> left, Func<int, bool> isDone) => NotUndoneNode.Warnings(
        [.. left.Where(l => l is { IsKept: true, Left.Tried: true })],
        l => $"{l.Path}, in the run {l.Run} inside {plan.Id(l.Node)}, is kept as done, but its compensation was tried before and may have undone it: {l.Left.Error.TrimEnd('.')}. "
            + $"A rerun from {plan.Id(l.Node)} once that has succeeded has it undone first, under the key of that try, and does all that is inside anew.{(isDone(l.Node) ? "" : " So does this one where it gives it another input.")}");

    /// <param name="isAgain">Whether a node runs again.</param>
    /// <returns>Whether what is inside the node is kept, as far as the run inside keeps it.</returns>
    public static bool GoesOn(WorkflowSaga outer, int node, WorkflowSaga inside, Func<int, bool> isAgain) =>
        !inside.Replaced && (!inside.Superseded || WorkflowStates.IsEnd(inside.CurrentState))
        && (outer.Marks[node] == NodeMarks.Succeeded ? !isAgain(node) : inside.CurrentState != WorkflowStates.Completed || outer.DoneInside.Contains(node));

    /// <summary>Which nodes it does again when it is taken on as it stands.</summary>
    public static Func<int, bool> Again(WorkflowSaga saga, WorkflowPlan plan)
    {
        var board = new NodeBoard(plan, saga.Marks, [.. saga.Untaken]);
        if (NotUndoneNode.Stands(saga.CurrentState))
            board.Reset(null);
        return node => board[node] != NodeMarks.Succeeded;
    }
}
