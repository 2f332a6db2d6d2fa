using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>
/// What the hosts that execute a task tell those that follow its events: a hash per task, gone a day after it was last written.
/// An attempt's report is there before the attempt begins, so whoever sees the attempt's end finds it.
/// </summary>
internal sealed class RecoveryRecords(ISharedDocuments documents)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public Task WriteAsync(RecoveryReport report, CancellationToken cancellation) =>
        SetAsync(report.TaskId, $"run:{report.Attempt}", report, cancellation);

    public Task WriteAsync(string taskId, int attempt, FailureDetail detail, CancellationToken cancellation) =>
        SetAsync(taskId, $"error:{attempt}", detail, cancellation);

    /// <summary>The task has left WebAssembly: what follows is no recovery any more.</summary>
    public Task WriteFallbackAsync(string taskId, TaskFallback fallback, CancellationToken cancellation) =>
        SetAsync(taskId, "fallback", fallback, cancellation);

    public async Task<TaskRecord> ReadAsync(string taskId, CancellationToken cancellation)
    {
        var fields = await documents.GetFieldsAsync(Key(taskId), cancellation).ConfigureAwait(false);
        var (reports, details) = (new Dictionary<int, RecoveryReport>(), new Dictionary<int, FailureDetail>());
        TaskFallback? fallback = null;
        foreach (var (name, json) in fields)
        {
            var parts = name.Split(':');
            if (name == "fallback")
                fallback = Read<TaskFallback>(json);
            else if (parts is ["run", var run])
                reports[int.Parse(run)] = Read<RecoveryReport>(json);
            else if (parts is ["error", var error])
                details[int.Parse(error)] = Read<FailureDetail>(json);
        }

        return new TaskRecord(reports, details, fallback);
    }

    public Task ForgetAsync(string taskId, CancellationToken cancellation) => documents.DeleteAsync(Key(taskId), cancellation);

    private static string Key(string taskId) => $"swarm-messaging:recoveries:{taskId}";

    private static T Read<T>(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<T>(json.Span, WireJson.Options)!;

    private Task SetAsync<T>(string taskId, string field, T value, CancellationToken cancellation) => documents.SetFieldsAsync(
        Key(taskId),
        new Dictionary<string, ReadOnlyMemory<byte>> { [field] = JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options) },
        Kept,
        cancellation);
}
