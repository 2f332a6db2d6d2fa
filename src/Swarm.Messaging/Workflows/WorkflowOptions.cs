using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Workflows;

/// <summary>What workflows default to, how long they are kept, and what this host runs of their nodes itself.</summary>
public sealed class WorkflowOptions
{
    public const int MaxNodes = 10_000;
    public const int MaxEdges = 50_000;

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(300);

    /// <summary>Longest time of a run that names none. 300 s.</summary>
    public TimeSpan Timeout { get; set; } = DefaultTimeout;

    /// <summary>Longest time of one execution of a node that names none. 60 s.</summary>
    public TimeSpan NodeTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one compensation may take in all, with its waiting and its tries; after that its node is not undone. 1 h.</summary>
    public TimeSpan CompensationTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an ended run stays, with its results. 24 h.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After this long without news a run asks again for the nodes it believes running. 30 s.</summary>
    public TimeSpan AskInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for the answer to a request of a node. 30 s.</summary>
    public TimeSpan HttpTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle HTTP connection is kept. 30 s.</summary>
    public TimeSpan HttpIdle { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Internal hosts that nodes may reach, with commas between them: names, names with port, or addresses. None: nodes are kept from all.</summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>
    /// Databases that nodes may ask, by name: <c>postgresql:Host=...;Database=...</c> or <c>sqlite:Data Source=...</c>. Definitions name them,
    /// so that no password stands in a workflow.
    /// </summary>
    [SecretSetting]
    public IDictionary<string, string> Databases { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Connections to one database at a time. 20.</summary>
    [Range(1, 1_000)]
    public int DatabaseConnections { get; set; } = 20;

    /// <summary>Longest wait for a connection. 10 s.</summary>
    public TimeSpan DatabaseAcquire { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an idle database connection is kept. 60 s.</summary>
    public TimeSpan DatabaseIdle { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Results of nodes that a host keeps in memory, as stored, in MB; and that all hosts share in the store. 500.</summary>
    [Range(1, 100_000)]
    public int CacheMegabytes { get; set; } = 500;

    /// <summary>How many results, in memory and shared. 10,000.</summary>
    [Range(1, 10_000_000)]
    public int CacheEntries { get; set; } = 10_000;

    /// <summary>How long a result may be used whose node does not say. 1 h.</summary>
    public TimeSpan CacheTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What goes when memory is full: <c>lru</c>, <c>lfu</c>, <c>fifo</c>, or the name of a registered <see cref="Caching.IEvictionPolicy"/>.</summary>
    public string CacheEviction { get; set; } = "lru";

    /// <summary>Failures in a row after which a node's destination is left alone. 5.</summary>
    [Range(1, 1_000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long such a failure counts. 60 s.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it is left alone before a call tries. 60 s.</summary>
    public TimeSpan BreakerRest { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Calls that try at a time. 3.</summary>
    [Range(1, 3)]
    public int BreakerProbes { get; set; } = 3;

    /// <summary>Successes of such calls after which all go through again. 2.</summary>
    [Range(1, 100)]
    public int BreakerSuccesses { get; set; } = 2;

    /// <summary>Signs what webhook nodes send, and admits calls of triggers at <c>/hooks/{run}/{node}</c> that are signed with it. Null: nothing is signed, and such calls are refused.</summary>
    [SecretSetting]
    public string? WebhookSecret { get; set; }

    /// <summary>Base address of an OpenAI-compatible service, e.g. <c>https://api.example.org/v1</c>. Null: nodes of type ai_processing are refused.</summary>
    public Uri? AiUrl { get; set; }

    [SecretSetting]
    public string? AiKey { get; set; }

    /// <summary>The model of nodes that name none.</summary>
    public string? AiModel { get; set; }
}
