namespace Swarm.Messaging.Contracts.Execution;

public static class ReportKinds
{
    public const string Started = "started";

    public const string Progressed = "progressed";

    public const string Succeeded = "succeeded";

    public const string Failed = "failed";

    /// <summary>This target will never run the task: it is dead-lettered as rejected by its target.</summary>
    public const string Refused = "refused";

    /// <summary>Given back unstarted, e.g. while the target drains: no attempt is used, the task waits for another slot.</summary>
    public const string Returned = "returned";
}
