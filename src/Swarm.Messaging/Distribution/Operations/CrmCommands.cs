using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>CRM tasks on the way of all tasks. Answers when they are stored. Throws only when store or bus are out of reach.</summary>
internal sealed class CrmCommands(CrmCatalog catalog, AgentNeeds needs, TaskCommands tasks, SubmissionQueue lone, TimeProvider time)
{
    /// <param name="given">Each valid by itself.</param>
    /// <param name="itemId">By index.</param>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(
        IReadOnlyList<(SubmitCrmTask Task, CrmTaskId Id)> given, Func<int, string?> itemId, ReplyAddress? replyTo, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var results = new SubmitResult?[given.Count];
        var orders = new List<(int Index, Submission Submission)>(given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            var (task, id) = given[i];
            var order = CrmOrder.Of(task, id, task.Operation is { } name ? catalog[name] : null, now);
            if (await needs.KnowAsync(order.Capabilities, now, cancellation).ConfigureAwait(false))
                orders.Add((i, order.Submission with { ItemId = itemId(i), ReplyTo = replyTo }));
            else
                results[i] = new SubmitResult { Rejected = TooManyWords(id.Id) };
        }

        IReadOnlyList<SubmitResult> answers = orders.Count switch
        {
            0 => [],
            1 => [await lone.SubmitAsync(orders[0].Submission, cancellation).ConfigureAwait(false)],
            _ => await tasks.SubmitAsync([.. orders.Select(o => o.Submission)], cancellation).ConfigureAwait(false),
        };
        for (var n = 0; n < orders.Count; n++)
            results[orders[n].Index] = answers[n];
        return [.. results.Select(r => r!.Rejected is { } refused ? r with { Rejected = CrmRefusal.Of(refused) } : r)];
    }

    private static CommandRejected TooManyWords(string? taskId) => new()
    {
        Command = nameof(SubmitCrmTask),
        TaskId = taskId,
        Code = "backlog_full",
        Message = $"SubmitCrmTask was refused and changed nothing: tasks have asked for {AgentNeeds.MaxWords} different capabilities and no more are kept. Ask for one of those that agents have.",
        Violations = [new FieldViolation("requirements.capabilities", null, "A capability that tasks have asked for before.", "backlog_full")],
    };
}
