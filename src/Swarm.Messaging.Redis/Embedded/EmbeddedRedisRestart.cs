namespace Swarm.Messaging.Redis.Embedded;

/// <param name="Count">Restarts since this host started.</param>
/// <param name="ExitCode">Of the server that died; 128 + signal when a signal ended it.</param>
/// <param name="ProcessId">Of its successor.</param>
internal sealed record EmbeddedRedisRestart(int Count, int ExitCode, int ProcessId);
