using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Redis.Embedded;

internal static partial class EmbeddedRedisLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "redis-server runs as process {ProcessId} on {DataFolder}")]
    public static partial void Started(ILogger logger, int processId, string dataFolder);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "redis-server (process {ProcessId}) died with code {ExitCode}; starting it again in {Delay}. What it said: {LogFile}")]
    public static partial void Died(ILogger logger, int processId, int exitCode, TimeSpan delay, string logFile);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The last {Bytes} bytes of the append-only file in {DataFolder} were half a transaction, never confirmed to anybody; they were cut off")]
    public static partial void TornTransactionCut(ILogger logger, long bytes, string dataFolder);

    [LoggerMessage(Level = LogLevel.Error, Message = "redis-server did not come back; trying again")]
    public static partial void RestartFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "redis-server (process {ProcessId}) did not end within {Patience} and was killed; up to the last second may be lost")]
    public static partial void Killed(ILogger logger, int processId, TimeSpan patience);
}
