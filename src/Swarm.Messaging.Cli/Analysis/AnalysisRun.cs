using System.Text.Json;
using System.Threading.Channels;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>Sends files as analyze tasks, many in a message, and gathers their ends while more are being sent.</summary>
/// <param name="ended">Called with each outcome, one at a time.</param>
internal sealed class AnalysisRun(PatientApi api, string client, Action<FileOutcome> ended)
{
    private const int MaxTasks = 100;

    /// <summary>Of source text; quoting makes it grow, and the host takes 8 MiB.</summary>
    private const int MaxChars = 2_000_000;

    private const int Waiters = 16;

    private readonly Channel<(SourceFile File, string TaskId)> submitted = Channel.CreateUnbounded<(SourceFile, string)>();
    private readonly Lock gate = new();
    private readonly List<FileOutcome> outcomes = [];

    /// <summary>In the order of the files.</summary>
    public async Task<IReadOnlyList<FileOutcome>> RunAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] work = [SubmitAllAsync(files, either.Token), .. Enumerable.Range(0, Waiters).Select(_ => GatherAsync(either.Token))];
        await foreach (var done in Task.WhenEach(work).ConfigureAwait(false))
        {
            if (!done.IsCompletedSuccessfully)
                await either.CancelAsync().ConfigureAwait(false); // one that failed ends all
        }

        await (work.FirstOrDefault(w => w.IsFaulted) ?? Task.WhenAll(work)).ConfigureAwait(false);
        var order = files.Select((f, i) => (f.Name, i)).ToDictionary(f => f.Name, f => f.i, StringComparer.Ordinal);
        return [.. outcomes.OrderBy(o => order[o.Path])];
    }

    private async Task SubmitAllAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellation)
    {
        var (batch, size) = (new List<(SourceFile File, SubmitTask Task)>(), 0);
        foreach (var file in files)
        {
            var (text, problem) = await SourceText.ReadAsync(file.FullPath, cancellation).ConfigureAwait(false);
            if (text is null)
            {
                Told(FileOutcome.Skip(file.Name, problem!));
                continue;
            }

            if (batch.Count == MaxTasks || (batch.Count > 0 && size + text.Length > MaxChars))
            {
                await SubmitAsync(batch, cancellation).ConfigureAwait(false);
                (batch, size) = ([], 0);
            }

            batch.Add((file, TaskFor(file, text)));
            size += text.Length;
        }

        if (batch.Count > 0)
            await SubmitAsync(batch, cancellation).ConfigureAwait(false);
        submitted.Writer.Complete();
    }

    private async Task SubmitAsync(List<(SourceFile File, SubmitTask Task)> batch, CancellationToken cancellation)
    {
        var answer = await api.PostAsync(Paths.Bulk, new SubmitTasks { Tasks = [.. batch.Select(b => b.Task)] }, cancellation).ConfigureAwait(false);
        foreach (var ((file, _), result) in batch.Zip(HostVerb.Read<TasksSubmitted>(answer).Results))
        {
            if (result.Accepted is { } accepted)
                submitted.Writer.TryWrite((file, accepted.TaskId));
            else
                Told(new FileOutcome(file.Name, FileOutcome.Rejected, Reason: result.Rejected!.Message));
        }
    }

    private async Task GatherAsync(CancellationToken cancellation)
    {
        await foreach (var (file, taskId) in submitted.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            var task = HostVerb.Read<TaskDetails>(await TaskWaiter.WaitAsync(api, taskId, null, cancellation).ConfigureAwait(false));
            var error = task.Attempts.LastOrDefault(a => a.ErrorType is not null);
            var reason = task.State == TaskStates.Completed ? null : $"{task.Reason}{(error is null ? "" : $": {error.ErrorType}: {error.Message}")}";
            Told(new FileOutcome(file.Name, task.State, taskId, reason, task.Result));
        }
    }

    private void Told(FileOutcome outcome)
    {
        lock (gate)
        {
            outcomes.Add(outcome);
            ended(outcome);
        }
    }

    private SubmitTask TaskFor(SourceFile file, string text) => new()
    {
        TaskId = $"t-{Guid.CreateVersion7():N}",
        Kind = "code",
        Operation = "analyze",
        Client = client,
        Payload = JsonSerializer.SerializeToElement(new { filePath = file.Name, content = text }),
    };
}
