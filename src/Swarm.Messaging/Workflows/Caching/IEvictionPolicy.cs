namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// Chooses which kept result goes when there is no room. Register one of your own as a singleton, and name it in
/// <see cref="WorkflowOptions.CacheEviction"/>. Never called by two threads at a time; must not throw.
/// </summary>
public interface IEvictionPolicy
{
    /// <summary>As it stands in the setting.</summary>
    string Name { get; }

    /// <summary>A key that is not there yet.</summary>
    void Added(string key);

    void Used(string key);

    /// <summary>It has gone, for whatever reason.</summary>
    void Removed(string key);

    /// <summary>Which goes next; null when none is known.</summary>
    string? Next();
}
