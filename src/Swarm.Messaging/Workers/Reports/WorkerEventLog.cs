using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>The pool's events as log lines, each once.</summary>
internal sealed partial class WorkerEventLog(WorkersOptions options, ILogger log)
{
    public void Write(WorkerPoolEvent e)
    {
        switch (e.Type)
        {
            case WorkerPoolEvents.PoolInitialized:
                Initialized(e.Count ?? 0, e.NewSize ?? 0);
                break;
            case WorkerPoolEvents.WorkerRegistered:
                Registered(e.WorkerId, e.Pid);
                break;
            case WorkerPoolEvents.WorkerExited:
                Exited(e.WorkerId, e.Pid, e.Signal is { } signal ? $"signal {signal}" : $"code {e.Code}", e.Uptime ?? 0, e.Message ?? "");
                break;
            case WorkerPoolEvents.Warning when e.WorkerId is null:
                Resting(e.Message);
                break;
            case WorkerPoolEvents.Warning when options.LogWarnings:
                LastSaid(e.WorkerId, e.Pid, e.Message);
                break;
            case WorkerPoolEvents.WorkerError or WorkerPoolEvents.StaleResult when options.LogWarnings:
                Wrong(e.WorkerId, e.Pid, e.Error, e.Message);
                break;
            case WorkerPoolEvents.Alert when options.LogWarnings:
                Alerted(e.WorkerId, e.Alert, e.Severity, e.Value ?? 0);
                break;
            case WorkerPoolEvents.RestartAttempted:
                Restarted(e.WorkerId, e.Count ?? 0);
                break;
            case WorkerPoolEvents.PoolScaledUp or WorkerPoolEvents.PoolScaledDown:
                Scaled(e.Type, e.Count ?? 0, e.NewSize ?? 0);
                break;
            case WorkerPoolEvents.WorkerLog:
                Line(e);
                break;
        }
    }

    private void Line(WorkerPoolEvent e)
    {
        var (level, wanted) = e.Level switch
        {
            "error" => (LogLevel.Error, options.LogErrors),
            "warn" or "warning" => (LogLevel.Warning, options.LogWarnings),
            "debug" => (LogLevel.Debug, options.LogDebug),
            _ => (LogLevel.Information, options.LogInfo),
        };
        if (wanted)
            Said(level, e.WorkerId, e.Message);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The worker pool is initialized: {Count} of {Size} workers are ready")]
    private partial void Initialized(int count, int size);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private partial void Resting(string? what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last words of {WorkerId} (process {Pid}): {Lines}")]
    private partial void LastSaid(string? workerId, int? pid, string? lines);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{WorkerId} is ready (process {Pid})")]
    private partial void Registered(string? workerId, int? pid);

    [LoggerMessage(Level = LogLevel.Information, Message = "{WorkerId} (process {Pid}) ended with {How} after {UptimeMs} ms {Why}")]
    private partial void Exited(string? workerId, int? pid, string how, long uptimeMs, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkerId} (process {Pid}): {Error}: {What}")]
    private partial void Wrong(string? workerId, int? pid, string? error, string? what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkerId}: {AlertName} ({Severity}), {Value}")]
    private partial void Alerted(string? workerId, string? alertName, string? severity, double value);

    [LoggerMessage(Level = LogLevel.Information, Message = "{WorkerId} is replaced, restart {Count} of its budget")]
    private partial void Restarted(string? workerId, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Event}: {Count} workers, now {Size}")]
    private partial void Scaled(string @event, int count, int size);

    [LoggerMessage(Message = "{WorkerId}: {Line}")]
    private partial void Said(LogLevel level, string? workerId, string? line);
}
