using System.Text.Json;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Status;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Intake;

/// <summary>
/// One door for commands as bytes, whichever way they came. Whatever the bytes are, there is an answer: what was asked for, or a
/// rejection that names field, value and rule; input that could not be taken is kept among the rejected for an operator to see.
/// </summary>
internal sealed class CommandIntake(
    SubmissionQueue submissions, TaskCommands commands, ITaskAccess known, StatusReports status, PoolCommands pools,
    ConfigurationControl configuration, RejectedInputLog rejected, IEnumerable<ICommandSet> sets)
{
    private readonly Dictionary<string, ICommandSet> others =
        sets.SelectMany(set => set.Queues, (set, queue) => (queue.Command, set)).ToDictionary(s => s.Command, s => s.set, StringComparer.Ordinal);

    /// <summary>Answers a command of the given name, e.g. <c>SubmitTask</c>. Throws only when store or bus are out of reach.</summary>
    public async Task<object> HandleAsync(string command, ReadOnlyMemory<byte> body, CommandOrigin origin, CancellationToken cancellation)
    {
        var parsed = ParsedBody.Of(body);
        if (parsed.Fault is { } fault)
        {
            var answer = new CommandRejected
            {
                Command = command, Code = fault.Code, Message = fault.Rule, Violations = [new(fault.Field, fault.Value, fault.Rule, fault.Code)],
            };
            await rejected.AddAsync(answer, body, origin, cancellation).ConfigureAwait(false);
            return answer;
        }

        object result;
        try
        {
            result = await DispatchAsync(command, parsed.Message, origin, cancellation).ConfigureAwait(false);
        }
        catch (SagaSchemaException e)
        {
            result = TaskAnswers.StoredByNewer(command, e.Key.Id, e);
        }
        catch (SagaDamagedException e)
        {
            result = TaskAnswers.Damaged(command, e);
        }

        if (result is CommandRejected refusal && RejectedInputLog.IsBroken(refusal))
            await rejected.AddAsync(refusal, body, origin, cancellation).ConfigureAwait(false);
        if (result is TasksSubmitted { Results: var results })
        {
            foreach (var broken in results.Select(r => r.Rejected).OfType<CommandRejected>().Where(RejectedInputLog.IsBroken))
                await rejected.AddAsync(broken, body, origin, cancellation).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<object> DispatchAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        switch (command)
        {
            case nameof(SubmitTask):
                var one = await SubmitAsync([message], origin, [""], cancellation).ConfigureAwait(false);
                return (object?)one[0].Accepted ?? one[0].Rejected!;
            case nameof(SubmitTasks):
                return await SubmitManyAsync(message, origin, cancellation).ConfigureAwait(false);
            case nameof(CancelTask):
                var cancel = CommandReader.CancelTask(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, cancel.TaskId, found)
                    : await known.CancelAsync(cancel, origin.ItemId(0), cancellation).ConfigureAwait(false);
            case nameof(ReplayTask):
                var replay = CommandReader.ReplayTask(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, replay.TaskId, found)
                    : await commands.ReplayAsync(replay, origin.ItemId(0), cancellation).ConfigureAwait(false);
            case nameof(GetTask):
                var get = CommandReader.GetTask(message, found);
                if (found.Count > 0)
                    return CommandRules.Reject(command, get.TaskId, found);
                return (object?)CommandRules.Judge(get)
                    ?? (object?)await known.GetAsync(get.TaskId!, get.IncludePayload == true, cancellation).ConfigureAwait(false)
                    ?? TaskAnswers.NotFound(command, get.TaskId!);
            case nameof(GetStatus):
                var ask = CommandReader.GetStatus(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await status.AnswerAsync(ask.Area, cancellation).ConfigureAwait(false);
            case nameof(UpdateConfiguration):
                return await configuration.HandleAsync(message, origin.Source, cancellation).ConfigureAwait(false);
            case nameof(ScalePool):
                var scale = CommandReader.ScalePool(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await pools.ScaleAsync(scale, origin.Source, cancellation).ConfigureAwait(false);
            case nameof(RestartInstance):
                var restart = CommandReader.RestartInstance(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await pools.RestartAsync(restart, origin.Source, cancellation).ConfigureAwait(false);
            case var other when others.TryGetValue(other, out var set):
                return await set.HandleAsync(command, message, origin, cancellation).ConfigureAwait(false);
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "There is no such command.");
        }
    }

    private async Task<object> SubmitManyAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        const string command = nameof(SubmitTasks);
        var found = new List<Violation>();
        CommandReader.CheckVersion(new JsonFields(message, "", found), "", found);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        if (!message.TryGetProperty("tasks", out var list) || list.ValueKind != JsonValueKind.Array)
            return CommandRules.Reject(command, null, [new("tasks", list.ValueKind == JsonValueKind.Undefined ? null : PayloadRules.Show(list), "Required: a list of tasks.")]);
        var count = list.GetArrayLength();
        if (count is 0 or > TaskOptions.MaxTasksPerMessage)
            return CommandRules.Reject(command, null, [new("tasks", $"{count} entries", $"1 to {TaskOptions.MaxTasksPerMessage} tasks in a message.", count == 0 ? "invalid" : "too_large")]);
        var results = await SubmitAsync(
            [.. list.EnumerateArray()], origin, [.. Enumerable.Range(0, count).Select(i => $"tasks[{i}].")], cancellation).ConfigureAwait(false);
        return new TasksSubmitted { Results = results };
    }

    private async Task<IReadOnlyList<SubmitResult>> SubmitAsync(
        IReadOnlyList<JsonElement> tasks, CommandOrigin origin, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var results = new SubmitResult?[tasks.Count];
        var warnings = new IReadOnlyList<string>[tasks.Count];
        var good = new List<(int Index, Submission Submission)>(tasks.Count);
        for (var i = 0; i < tasks.Count; i++)
        {
            var found = new List<Violation>();
            if (tasks[i].ValueKind != JsonValueKind.Object)
            {
                found.Add(new(paths[i].TrimEnd('.'), PayloadRules.Show(tasks[i]), "An object."));
                results[i] = new SubmitResult { Rejected = CommandRules.Reject(nameof(SubmitTask), null, found) };
                continue;
            }

            var (command, unknown) = CommandReader.SubmitTask(tasks[i], paths[i], found);
            warnings[i] = unknown;
            if (found.Count > 0)
                results[i] = new SubmitResult { Rejected = CommandRules.Reject(nameof(SubmitTask), command.TaskId, found) };
            else
                good.Add((i, new Submission(command, origin.ItemId(i), origin.ReplyTo)));
        }

        var answers = good.Count switch
        {
            0 => [],
            // Lone submissions travel together with others that arrive at the same moment.
            1 => [await submissions.SubmitAsync(good[0].Submission, cancellation).ConfigureAwait(false)],
            _ => await commands.SubmitAsync([.. good.Select(g => g.Submission)], cancellation).ConfigureAwait(false),
        };
        for (var n = 0; n < good.Count; n++)
            results[good[n].Index] = WithWarnings(answers[n], warnings[good[n].Index]);
        return [.. results.Select(r => r!)];
    }

    private static SubmitResult WithWarnings(SubmitResult result, IReadOnlyList<string> more) =>
        more.Count == 0 || result.Accepted is not { } accepted
            ? result
            : result with { Accepted = accepted with { Warnings = [.. accepted.Warnings, .. more] } };
}
