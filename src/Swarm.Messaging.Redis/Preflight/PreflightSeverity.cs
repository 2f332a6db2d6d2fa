namespace Swarm.Messaging.Redis.Preflight;

internal enum PreflightSeverity
{
    Ok,

    /// <summary>Works, with a risk that the operator should know.</summary>
    Warn,

    /// <summary>Accepted work could be lost or done twice: the host does not start.</summary>
    Refuse,
}
