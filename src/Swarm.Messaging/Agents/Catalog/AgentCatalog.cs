using Microsoft.Extensions.Options;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Agents.Catalog;

/// <summary>The types of agents: what stands here, and over it what the settings say (Agents:Types), as they are at the moment.</summary>
internal sealed class AgentCatalog(IOptionsMonitor<AgentOptions> options)
{
    /// <summary>42 names, of which those with a description are defined.</summary>
    public static IReadOnlyList<AgentType> Defaults { get; } =
    [
        new("coordinator", "Shares work out among agents and puts their results together", ["task-decomposition", "delegation", "progress-tracking"], []),
        new("planner", "Takes an aim apart into steps and orders them", ["planning", "estimation", "dependency-analysis"], []),
        new("researcher", "Finds and gathers what is known of a question", ["web-search", "document-reading", "source-evaluation"], ["research", "collect"]),
        new("analyst", "Draws conclusions from what was gathered", ["data-analysis", "pattern-recognition", "statistics"], ["analysis", "analyse"]),
        new("architect", "Designs structure, interfaces and data", ["system-design", "interface-design", "data-modelling"], ["design"]),
        new("coder", "Writes and changes code", ["code-generation", "refactoring", "debugging"], ["code"]),
        new("tester", "Writes and runs tests", ["test-design", "test-execution", "defect-reporting"], ["test"]),
        new("reviewer", "Reads the work of others and says what is wrong", ["code-review", "standards-checking"], ["review"]),
        new("technical-writer", "Writes documentation and reports", ["documentation", "summarizing", "editing"], ["documentation", "report"]),
        new("optimizer", "Makes what works faster and cheaper", ["profiling", "performance-tuning"], []),
        new("monitor", "Watches running systems and tells what is unusual", ["metrics", "alerting", "log-analysis"], []),
        new("deployer", "Brings releases into operation and back", ["deployment", "rollback", "configuration"], []),
        new("integrator", "Connects systems with one another", ["api-integration", "data-mapping", "webhooks"], []),
        new("security-auditor", "Looks for weaknesses and wrong permissions", ["vulnerability-analysis", "dependency-audit", "threat-modelling"], []),
        new("data-engineer", "Moves, cleans and shapes data", ["etl", "sql", "data-quality"], []),
        new("crm-operator", "Works in the CRM for clients", ["crm", "contact-management", "messaging"], []),
        new("quality-assurance", "Says whether a result is what was asked for", ["acceptance-testing", "verification"], []),
        .. new[]
        {
            "accessibility-tester", "backend-developer", "business-analyst", "cloud-architect", "compliance-officer",
            "customer-support", "data-analyst", "data-scientist", "database-administrator", "devops-engineer",
            "frontend-developer", "incident-responder", "localization-specialist", "machine-learning-engineer", "marketing-specialist",
            "mobile-developer", "network-engineer", "penetration-tester", "performance-engineer", "product-manager",
            "project-manager", "prompt-engineer", "release-manager", "sales-assistant", "ux-designer",
        }.Select(NameOnly),
    ];

    private static readonly Dictionary<string, AgentType> ByName = Defaults.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Those that are defined first, each part by name.</summary>
    public IReadOnlyList<AgentType> All =>
        [.. ByName.Keys.Union(options.CurrentValue.Types.Keys).Select(name => Find(name)!).OrderByDescending(t => t.IsDefined).ThenBy(t => t.Name, StringComparer.Ordinal)];

    /// <returns>Null: there is no such name.</returns>
    public AgentType? Find(string name)
    {
        var known = ByName.GetValueOrDefault(name);
        return options.CurrentValue.Types.TryGetValue(name, out var settings) ? settings.Over(known ?? NameOnly(name)) : known;
    }

    /// <summary>Whose part a step of an objective is.</summary>
    public AgentType? For(string step) => All.FirstOrDefault(t => t.IsDefined && t.Steps.Contains(step));

    /// <returns>Null: the type is defined. Else what it lacks, and how to define it.</returns>
    public string? Refusal(string name) => Find(name) switch
    {
        { IsDefined: true } => null,
        { } => $"The agent type '{name}' is known by name alone: it has no definition. {HowTo(name)}",
        null when NearestName.Of(name, All.Where(t => t.IsDefined).Select(t => t.Name)) is { } near => $"There is no agent type '{name}'; did you mean {near}? {HowTo(name)}",
        null => $"There is no agent type '{name}'. {HowTo(name)}",
    };

    /// <summary>The same, where types that the catalogue does not name are free.</summary>
    public string? RefusalOfKnown(string name) => Find(name) is null ? null : Refusal(name);

    private static string HowTo(string name) =>
        $"To define it, set Agents:Types:{name}:Description and Agents:Types:{name}:Capabilities; 'swarm agents types' lists those there are.";

    private static AgentType NameOnly(string name) => new(name, null, [], []);
}
