using Swarm.Messaging.Wasmtime.Code;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>A file type and an operation, written <c>js:analyze</c>.</summary>
internal sealed record ModulePair(string FileType, string Operation)
{
    public const string Rule = "a file type and an operation such as js:analyze";

    /// <summary>Null when one of the two is not known here.</summary>
    public static ModulePair? Parse(string text) =>
        text.Split(':') is [var type, var operation] && CodeLanguages.IsKnown(type) && CodeOperations.Find(operation) is not null
            ? new ModulePair(type, operation)
            : null;

    public override string ToString() => $"{FileType}:{Operation}";
}
