namespace Swarm.Messaging.Configuration;

/// <summary>Keeps what was set at run time. A write tells all hosts, on <see cref="Channel"/>, that there is something to read.</summary>
internal interface IConfigurationStore
{
    const string Channel = "swarm-messaging:configuration:changed";

    /// <summary>For the start, where options are made before anything can wait.</summary>
    StoredConfiguration Read();

    Task<StoredConfiguration> ReadAsync(CancellationToken cancellation);

    /// <summary>All changes, or none when somebody else was faster.</summary>
    /// <param name="expectedVersion">Of what the changes were judged against.</param>
    /// <param name="changes">JSON by <c>Section:Field</c>; null removes.</param>
    Task<bool> WriteAsync(long expectedVersion, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellation);
}
