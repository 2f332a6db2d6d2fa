using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Tells what became of a submission; with a limit, of its tasks.</summary>
internal static class SubmitAnswers
{
    private const int MostNamed = 5;

    /// <param name="limit">Null: do not wait.</param>
    /// <param name="named">Whether whoever asks knows the id already.</param>
    public static async Task<int> OneAsync(HostVerb verb, JsonElement answer, TimeSpan? limit, bool named)
    {
        var accepted = HostVerb.Read<SubmissionAccepted>(answer);
        Warn(verb.Console, accepted);
        if (limit is not { } most)
        {
            verb.Answer(answer, _ => verb.Console.Out.WriteLine(Line(accepted)));
            return ExitCodes.Ok;
        }

        // Should the wait be interrupted, this is all that leads to the task.
        if (!named || accepted.RequestedTaskId is not null)
            verb.Console.Remark($"swarm: accepted as {accepted.TaskId}");
        var document = await WaitAsync(verb, new PatientApi(verb.Api), accepted.TaskId, most, $"it goes on: swarm task {accepted.TaskId} --wait{verb.Chosen}").ConfigureAwait(false);
        var task = HostVerb.Read<TaskDetails>(document);
        verb.Answer(document, _ => TaskView.Write(verb.Console, task));
        return CodeOf(verb, task, most);
    }

    public static async Task<int> ManyAsync(HostVerb verb, JsonElement answer, TimeSpan? limit)
    {
        var results = HostVerb.Read<TasksSubmitted>(answer).Results;
        var accepted = results.Select(r => r.Accepted).OfType<SubmissionAccepted>().ToList();
        var rejected = results.Select(r => r.Rejected).OfType<CommandRejected>().ToList();
        accepted.ForEach(a => Warn(verb.Console, a));
        rejected.ForEach(r => RejectionView.Write(verb.Console, r));
        var code = rejected.Count > 0 ? ExitCodes.Rejected : ExitCodes.Ok;
        if (limit is not { } most)
        {
            verb.Answer(answer, _ => accepted.ForEach(a => verb.Console.Out.WriteLine(Line(a))));
            return code;
        }

        var since = TimeProvider.System.GetTimestamp();
        var (api, documents) = (new PatientApi(verb.Api), new List<JsonElement>());
        foreach (var id in accepted.Select(a => a.TaskId))
        {
            var left = most == TimeSpan.MaxValue ? most : most - TimeProvider.System.GetElapsedTime(since);
            documents.Add(await WaitAsync(
                verb, api, id, left, $"what was accepted goes on: swarm task ID --wait{verb.Chosen}, with {string.Join(", ", accepted.Skip(documents.Count).Take(MostNamed).Select(a => a.TaskId))}"
                    + (accepted.Count - documents.Count > MostNamed ? $", ...; swarm tasks{verb.Chosen} lists all" : "")).ConfigureAwait(false));
        }

        var tasks = documents.ConvertAll(HostVerb.Read<TaskSummary>);
        verb.Answer(JsonSerializer.SerializeToElement(new { tasks = documents, rejected }, CliJson.Line), _ => TaskTable.Write(verb.Console, tasks));
        var worst = tasks.Select(t => CodeOf(verb, t, most)).DefaultIfEmpty(ExitCodes.Ok).Max();
        return code == ExitCodes.Ok ? worst : code;
    }

    private static async Task<JsonElement> WaitAsync(HostVerb verb, PatientApi api, string taskId, TimeSpan limit, string hint)
    {
        try
        {
            return await TaskWaiter.WaitAsync(api, taskId, limit == TimeSpan.MaxValue ? null : limit, verb.Cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (verb.Cancellation.IsCancellationRequested)
        {
            verb.Console.Remark($"swarm: {hint}");
            throw;
        }
        catch (UnavailableException e)
        {
            throw new CliException(ExitCodes.NoHost, $"{e.Cause} Nothing is lost, {hint}", e);
        }
        catch (CliException e) when (e.ExitCode == ExitCodes.NoHost)
        {
            throw new CliException(ExitCodes.NoHost, $"{e.Message} With a host again {hint}", e);
        }
    }

    private static int CodeOf(HostVerb verb, TaskSummary task, TimeSpan limit)
    {
        if (task.State == TaskStates.Completed)
            return ExitCodes.Ok;
        verb.Console.Remark(TaskStates.IsEnd(task.State)
            ? $"swarm: the task {task.TaskId} ended as {task.State}{(task.Reason is null ? "" : $" ({task.Reason})")}."
            : $"swarm: the task {task.TaskId} is still {task.State} after {Shown.Span(limit)}; it goes on: swarm task {task.TaskId} --wait{verb.Chosen}");
        return ExitCodes.Failed;
    }

    private static string Line(SubmissionAccepted accepted) =>
        $"{accepted.TaskId} is {accepted.State}{(accepted switch
        {
            { RequestedTaskId: { } requested } => $" (a duplicate: the idempotency key stands for it, nothing was started as {requested})",
            { Duplicate: true } => " (it existed already, nothing new was started)",
            _ => "",
        })}.";

    private static void Warn(CliConsole console, SubmissionAccepted accepted)
    {
        foreach (var warning in accepted.Warnings)
            console.Remark($"swarm: warning: {warning}");
    }
}
