using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>One operation of the shipped modules: reads the fields that are its own and says what to do with them.</summary>
internal interface ICodeOperation
{
    string Name { get; }

    /// <summary>Fields of the payload beside those of <see cref="CodePayload"/>.</summary>
    IReadOnlyList<string> Fields { get; }

    /// <summary>False when the content is what comes out.</summary>
    bool WantsContent { get; }

    /// <summary>What to do when the attempt runs; null with what is wrong. Runs for every submission, so it only looks.</summary>
    Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations);
}
