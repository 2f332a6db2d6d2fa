using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Cli.Host;

/// <summary>Where logs go. Section <c>Logging</c>.</summary>
internal sealed class HostLogging
{
    /// <summary>Readable lines on the console. Default on.</summary>
    public bool Console { get; set; } = true;

    /// <summary>Every transition on the console too; the file has them always.</summary>
    public bool Verbose { get; set; }

    /// <summary>A log file above this size, in MiB, is followed by another. Default 100.</summary>
    [Range(1, 10_000)]
    public int FileSizeMb { get; set; } = 100;

    /// <summary>Log files that are kept. Default 14.</summary>
    [Range(1, 10_000)]
    public int KeptFiles { get; set; } = 14;
}
