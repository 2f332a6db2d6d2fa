namespace Swarm.Messaging.Objectives;

/// <summary>In what order several agents work.</summary>
internal static class RunModes
{
    public const string Parallel = "parallel";
    public const string Sequential = "sequential";
    public const string Pipeline = "pipeline";

    public static IReadOnlyList<string> All { get; } = [Parallel, Sequential, Pipeline];
}

/// <summary>What is made of a run on agents.</summary>
internal static class RunForms
{
    public const string Task = "task";
    public const string Bulk = "bulk";
    public const string Workflow = "workflow";
    public const string Extraction = "extraction";

    public static IReadOnlyList<string> All { get; } = [Task, Bulk, Workflow, Extraction];
}
