using System.Text.Json;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>Commands about CRM tasks, whichever way they came.</summary>
internal sealed class CrmCommandSet(CrmCommands crm, TaskCommands tasks, AgentCatalog types, CrmCatalog catalog) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SubmitCrmTask), SwarmNames.SubmitCrmTask, 512),
        new(nameof(SubmitCrmTasks), SwarmNames.SubmitCrmTasks, 8),
        new(nameof(ApproveTask), SwarmNames.ApproveTask, 16),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        switch (command)
        {
            case nameof(SubmitCrmTask):
                var one = (await SubmitAsync([message], origin, [""], cancellation).ConfigureAwait(false))[0];
                return (object?)one.Accepted ?? one.Rejected!;
            case nameof(SubmitCrmTasks):
                return await SubmitManyAsync(message, origin, cancellation).ConfigureAwait(false);
            default:
                var found = new List<Violation>();
                var approve = CrmReader.Approve(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, approve.TaskId, found)
                    : await tasks.ApproveAsync(approve, origin.ItemId(0), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<object> SubmitManyAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        const string command = nameof(SubmitCrmTasks);
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var list = fields.List("tasks");
        fields.RefuseUnknown(command);
        if (found.Count == 0 && list?.GetArrayLength() is null or 0 or > TaskOptions.MaxTasksPerMessage)
        {
            found.Add(new(
                "tasks", list is null ? null : $"{list.Value.GetArrayLength()} entries", $"Required: 1 to {TaskOptions.MaxTasksPerMessage} tasks.",
                list?.GetArrayLength() > 0 ? "too_large" : "invalid"));
        }

        return found.Count > 0 ? CommandRules.Reject(command, null, found) : new TasksSubmitted
        {
            Results = await SubmitAsync(
                [.. list!.Value.EnumerateArray()], origin, [.. Enumerable.Range(0, list.Value.GetArrayLength()).Select(i => $"tasks[{i}].")], cancellation).ConfigureAwait(false),
        };
    }

    private async Task<IReadOnlyList<SubmitResult>> SubmitAsync(
        IReadOnlyList<JsonElement> messages, CommandOrigin origin, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var results = new SubmitResult?[messages.Count];
        var good = new List<(int Index, SubmitCrmTask Task, CrmTaskId Id, IReadOnlyList<string> Warnings)>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var found = new List<Violation>();
            if (messages[i].ValueKind != JsonValueKind.Object)
            {
                found.Add(new(paths[i].TrimEnd('.'), PayloadRules.Show(messages[i]), "An object."));
                results[i] = Refused(null, found);
                continue;
            }

            var (task, id, warnings) = CrmReader.Task(messages[i], paths[i], found);
            if (task.Requirements?.AgentType is { } type && types.RefusalOfKnown(type) is { } refusal)
                found.Add(new($"{paths[i]}requirements.agentType", type, refusal, "undefined_type"));
            if (found.Count > 0)
                results[i] = Refused(id.Id, found);
            else
                good.Add((i, task, id, [.. warnings, .. catalog.Warnings(task.Operation)]));
        }

        var answers = await crm.SubmitAsync([.. good.Select(g => (g.Task, g.Id))], n => origin.ItemId(good[n].Index), origin.ReplyTo, cancellation).ConfigureAwait(false);
        for (var n = 0; n < good.Count; n++)
        {
            results[good[n].Index] = answers[n].Accepted is { } accepted && good[n].Warnings.Count > 0
                ? new SubmitResult { Accepted = accepted with { Warnings = [.. accepted.Warnings, .. good[n].Warnings] } }
                : answers[n];
        }

        return [.. results.Select(r => r!)];
    }

    private static SubmitResult Refused(string? taskId, List<Violation> found) =>
        new() { Rejected = CommandRules.Reject(nameof(SubmitCrmTask), taskId, found) };
}
