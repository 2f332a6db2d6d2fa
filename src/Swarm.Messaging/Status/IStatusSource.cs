namespace Swarm.Messaging.Status;

/// <summary>A subsystem that can be asked how it is.</summary>
internal interface IStatusSource
{
    /// <summary>Name of the area, lower case.</summary>
    string Area { get; }

    /// <summary>The area's document; serialised as it is.</summary>
    Task<object> ReportAsync(CancellationToken cancellation);
}
