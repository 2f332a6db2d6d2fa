using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Objectives;

/// <summary>What objectives and runs on agents default to.</summary>
public sealed class ObjectiveOptions
{
    /// <summary>Task kind of runs on agents that name none: they are work in the CRM.</summary>
    public const string RunKind = "ghl";

    /// <summary>Task kind of the steps of objectives, not of runs on agents: agents declare <c>{kind}/{step}</c>. Default <c>objective</c>.</summary>
    [RegularExpression("^[a-z0-9_-]{1,32}$")]
    public string Kind { get; set; } = "objective";

    /// <summary>Agents of a step of an objective. 1: a step is done once.</summary>
    [Range(1, 50)]
    public int MaxAgents { get; set; } = 10;

    [Range(1, 500)]
    public int MaxTasks { get; set; } = 100;

    /// <summary>Of one task of an objective. 30 min.</summary>
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Of one task of a run on agents that says nothing. 5 min.</summary>
    public TimeSpan RunTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Of a part of a bulk run. 30 min.</summary>
    public TimeSpan BulkTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Of a step of a run of the form workflow. 15 min.</summary>
    public TimeSpan WorkflowTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Of an extraction. 10 min.</summary>
    public TimeSpan ExtractionTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often objectives are looked at. 60 s.</summary>
    public TimeSpan HealthCheck { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>An objective is unhealthy when more than so many of its tasks have failed for each that has completed, 0..1. 0.1.</summary>
    [Range(0.0, 1.0)]
    public double UnhealthyRatio { get; set; } = 0.1;

    /// <summary>How long after its end a failed objective stays an alert. 1 h.</summary>
    public TimeSpan UnhealthyKept { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Agents of a parallel run that says nothing. 3.</summary>
    [Range(1, 50)]
    public int Agents { get; set; } = 3;

    /// <summary>Most parts of a bulk run that says nothing. 5.</summary>
    [Range(1, 50)]
    public int BulkAgents { get; set; } = 5;
}
