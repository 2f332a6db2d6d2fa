using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>The operations of the CRM: what stands here, and over it what the settings say, as they are at the moment.</summary>
internal sealed class CrmCatalog(IOptions<DistributionOptions> options)
{
    public static IReadOnlyList<CrmOperation> Defaults { get; } =
    [
        new("conversation_send", 1, 5_000, Session: true, Batchable: false, Repeatable: false),
        new("workflow_trigger", 1, 3_000, Session: true, Batchable: false, Repeatable: false),
        new("calendar_booking", 1, 8_000, Session: true, Batchable: false, Repeatable: false),
        new("contact_create", 2, 4_000, Session: true, Batchable: true, Repeatable: false),
        new("opportunity_create", 2, 5_000, Session: true, Batchable: true, Repeatable: false),
        new("pipeline_update", 2, 3_000, Session: true, Batchable: false, Repeatable: true),
        new("contact_update", 3, 3_000, Session: true, Batchable: true, Repeatable: true),
        new("opportunity_update", 3, 4_000, Session: true, Batchable: true, Repeatable: true),
        new("task_create", 3, 2_000, Session: true, Batchable: true, Repeatable: false),
        new("note_create", 3, 2_000, Session: true, Batchable: true, Repeatable: false),
        new("custom_field_update", 3, 2_500, Session: true, Batchable: true, Repeatable: true),
        new("campaign_add", 4, 3_000, Session: true, Batchable: true, Repeatable: true),
        new("campaign_remove", 4, 3_000, Session: true, Batchable: true, Repeatable: true),
        new("tag_add", 4, 1_500, Session: true, Batchable: true, Repeatable: true),
        new("tag_remove", 4, 1_500, Session: true, Batchable: true, Repeatable: true),
        new("conversation_read", 4, 2_000, Session: true, Batchable: false, Repeatable: true),
        new("contact_delete", 5, 3_000, Session: true, Batchable: true, Repeatable: true),
        new("bulk_operation", 5, 30_000, Session: true, Batchable: false, Repeatable: false),
        new("report_generate", 5, 15_000, Session: true, Batchable: false, Repeatable: true),
        new("data_export", 5, 20_000, Session: true, Batchable: false, Repeatable: true),
        new("integration_sync", 5, 10_000, Session: false, Batchable: false, Repeatable: true),
    ];

    /// <summary>Sorts of tasks that are no operations of the CRM: without urgency of their own, and without a session.</summary>
    public static IReadOnlyList<string> TaskTypes { get; } =
    [
        "research", "analysis", "coding", "testing", "review", "documentation", "deployment", "monitoring", "coordination", "optimization", "integration", "custom",
    ];

    private static readonly Dictionary<string, CrmOperation> ByName = Defaults
        .Concat(TaskTypes.Select(type => new CrmOperation(type, 3, null, false, false, true)))
        .ToDictionary(o => o.Name, StringComparer.Ordinal);

    public CrmOperation this[string name]
    {
        get
        {
            var known = ByName.GetValueOrDefault(name) ?? CrmOperation.Unknown(name);
            return options.Value.Operations.TryGetValue(name, out var settings) ? settings.Over(known) : known;
        }
    }

    /// <returns>One entry of an operation that nobody has described, with the one that was probably meant; else none.</returns>
    public IReadOnlyList<string> Warnings(string? name)
    {
        if (name is null || ByName.ContainsKey(name) || options.Value.Operations.ContainsKey(name))
            return [];
        var meant = NearestName.Of(name, All.Select(o => o.Name)) is { } near ? $"; did you mean {near}?" : "";
        return [$"unknown_operation: {PayloadRules.Cut(name)} is in no catalogue; it waits for an agent that declares it{meant}"];
    }

    /// <summary>Those that somebody has described.</summary>
    public IReadOnlyList<CrmOperation> All =>
        [.. Defaults.Select(o => o.Name).Union(options.Value.Operations.Keys).Select(name => this[name])];
}
