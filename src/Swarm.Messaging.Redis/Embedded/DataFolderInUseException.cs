namespace Swarm.Messaging.Redis.Embedded;

/// <summary>Another process works on the data folder.</summary>
internal sealed class DataFolderInUseException(string folder, int? processId) : EmbeddedRedisException(
    $"The data folder '{folder}' is in use by {(processId is { } id ? $"process {id}" : "another process")}. "
    + "Two hosts on one folder would destroy each other's data. Stop that process, or choose another folder.")
{
    /// <summary>Who holds it; null when it has not said so yet.</summary>
    public int? ProcessId { get; } = processId;
}
