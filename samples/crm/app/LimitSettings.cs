namespace Swarm.Messaging.Samples.Crm;

/// <summary>Budget of the REST interface, per location.</summary>
internal sealed class LimitSettings
{
    /// <summary>Requests per <see cref="Interval"/>. Default 100.</summary>
    public int Requests { get; set; } = 100;

    /// <summary>Default 10 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests per day. Default 200,000.</summary>
    public int Daily { get; set; } = 200_000;
}
