namespace Swarm.Messaging.Workflows.Definition;

/// <summary>The types of nodes, and what a node of each is reckoned to take.</summary>
internal static class NodeTypes
{
    public const string HttpRequest = "http_request";
    public const string DatabaseQuery = "database_query";
    public const string CodeExecution = "code_execution";
    public const string AiProcessing = "ai_processing";
    public const string DataTransformation = "data_transformation";
    public const string Aggregate = "aggregate";
    public const string Webhook = "webhook";
    public const string Delay = "delay";
    public const string SubWorkflow = "sub_workflow";
    public const string Worker = "worker";
    public const string Agent = "agent";
    public const string Task = "task";

    public static readonly IReadOnlyList<string> All =
        [Agent, Aggregate, AiProcessing, CodeExecution, DataTransformation, DatabaseQuery, Delay, HttpRequest, SubWorkflow, Task, Webhook, Worker];

    public static readonly TimeSpan PerWeight = TimeSpan.FromMilliseconds(100);

    public static int Weight(string type) => type switch
    {
        Delay => 1,
        Webhook => 2,
        DataTransformation or Aggregate => 3,
        DatabaseQuery => 7,
        CodeExecution => 10,
        AiProcessing => 15,
        _ => 5,
    };
}
