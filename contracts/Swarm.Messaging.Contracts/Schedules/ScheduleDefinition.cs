using System.Text.Json;

namespace Swarm.Messaging.Contracts.Schedules;

/// <summary>What is to be done when.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>As Quartz reads it, seconds first: <c>0 30 3 * * ?</c> is half past three each day.</summary>
    public string? Cron { get; init; }

    /// <summary>IANA name, e.g. <c>Europe/Berlin</c>. UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// Times that passed while no host ran, more than a minute ago: <c>once</c> runs the latest of them, <c>skip</c> none, <c>all</c> each. once.
    /// </summary>
    public string? Misfire { get; init; }

    /// <summary>A <c>SubmitTask</c> without <c>taskId</c> and <c>idempotencyKey</c>: each time makes a task of its own id. Either this or <see cref="Workflow"/>.</summary>
    public JsonElement? Task { get; init; }

    /// <summary>A <c>SubmitWorkflow</c> without <c>executionId</c>.</summary>
    public JsonElement? Workflow { get; init; }
}
