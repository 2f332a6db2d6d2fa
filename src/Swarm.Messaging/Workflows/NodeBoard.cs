using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// Which nodes may begin, and which never will: marks and edges in, decisions out, nothing else. A node waits until all its sources have
/// ended. It is not reached when one of them failed, is skipped when no edge leads into it that was taken, and else may begin.
/// </summary>
internal sealed class NodeBoard
{
    private readonly WorkflowPlan plan;
    private readonly HashSet<int> untaken;
    private readonly char[] marks;
    private readonly int[] counts = new int['z' - 'a' + 1];

    public NodeBoard(WorkflowPlan plan, string marks, HashSet<int> untaken)
    {
        (this.plan, this.marks, this.untaken) = (plan, marks.ToCharArray(), untaken);
        foreach (var mark in marks)
            counts[mark - 'a']++;
    }

    public static string Fresh(WorkflowPlan plan) => new(NodeMarks.Pending, plan.Count);

    public char this[int node] => marks[node];

    public int Count(char mark) => counts[mark - 'a'];

    public IEnumerable<int> Nodes(char mark)
    {
        for (var node = Array.IndexOf(marks, mark); node >= 0; node = Array.IndexOf(marks, mark, node + 1))
            yield return node;
    }

    /// <summary>All that wait for nothing any more. What will never begin is marked on the way.</summary>
    public List<int> Ready() => Settle(new Queue<int>(Nodes(NodeMarks.Pending)));

    public void Begin(int node) => Set(node, NodeMarks.Running);

    /// <summary>Ends a node.</summary>
    /// <returns>Nodes that may begin because of it.</returns>
    public List<int> End(int node, char mark)
    {
        Set(node, mark);
        return Settle(new Queue<int>(plan.Targets(node)));
    }

    public void Undo(int node) => Set(node, NodeMarks.Undone);

    /// <summary>Nothing begins any more.</summary>
    public void Close(char mark)
    {
        foreach (var node in Nodes(NodeMarks.Pending).ToList())
            Set(node, mark);
    }

    /// <summary>Of a run that has ended: the node, whatever did not succeed, whatever was undone, and all that comes after any of them.</summary>
    /// <returns>Those, in the order of the definition.</returns>
    public IReadOnlyList<NodeReset> Reset(int? from)
    {
        var before = ToString();
        var resets = new NodeReset?[marks.Length];
        if (from is { } named)
            Reset(named, isAfterNamed: true);
        for (var node = 0; node < before.Length; node++)
        {
            if (before[node] is not (NodeMarks.Succeeded or NodeMarks.Skipped))
                Reset(node, isAfterNamed: false);
        }

        return [.. resets.OfType<NodeReset>()];

        void Reset(int first, bool isAfterNamed)
        {
            var again = new Stack<(int Node, int? Source)>([(first, null)]);
            while (again.TryPop(out var next))
            {
                var (node, source) = next;
                if (resets[node] is not null)
                    continue;
                resets[node] = new(node, before[node], isAfterNamed, source);
                Set(node, NodeMarks.Pending);
                foreach (var edge in plan.Outgoing[node])
                {
                    untaken.Remove(edge);
                    again.Push((plan.Edges[edge].Target, node));
                }
            }
        }
    }

    public override string ToString() => new(marks);

    private List<int> Settle(Queue<int> open)
    {
        var ready = new List<int>();
        while (open.TryDequeue(out var node))
        {
            switch (marks[node] == NodeMarks.Pending ? Judge(node) : Judgement.Wait)
            {
                case Judgement.Ready:
                    ready.Add(node);
                    break;
                case Judgement.Skip:
                    EndUnrun(node, NodeMarks.Skipped, open);
                    break;
                case Judgement.NotReached:
                    EndUnrun(node, NodeMarks.NotReached, open);
                    break;
            }
        }

        // Behind two that were skipped a node is looked at twice.
        return [.. ready.Distinct()];
    }

    private void EndUnrun(int node, char mark, Queue<int> open)
    {
        Set(node, mark);
        foreach (var target in plan.Targets(node))
            open.Enqueue(target);
    }

    private Judgement Judge(int node)
    {
        var (taken, blocked) = (plan.Incoming[node].Length == 0, false);
        foreach (var edge in plan.Incoming[node])
        {
            var source = marks[plan.Edges[edge].Source];
            if (NodeMarks.IsOpen(source))
                return Judgement.Wait;
            blocked |= NodeMarks.Blocks(source);
            taken |= source == NodeMarks.Succeeded && !untaken.Contains(edge);
        }

        return blocked ? Judgement.NotReached : taken ? Judgement.Ready : Judgement.Skip;
    }

    private void Set(int node, char mark)
    {
        counts[marks[node] - 'a']--;
        counts[mark - 'a']++;
        marks[node] = mark;
    }

    private enum Judgement
    {
        Wait,
        Ready,
        Skip,
        NotReached,
    }
}
