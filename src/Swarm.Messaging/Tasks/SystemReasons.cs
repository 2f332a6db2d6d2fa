namespace Swarm.Messaging.Tasks;

/// <summary>Why the system itself cancels a task where somebody acts upon that. No caller may give such a reason, so that what is read has been meant.</summary>
internal static class SystemReasons
{
    /// <summary>An assignment of a swarm's task that is its swarm's no longer. It ends nothing: another assignment follows.</summary>
    public const string TakenBack = "its swarm has it no longer";
}
