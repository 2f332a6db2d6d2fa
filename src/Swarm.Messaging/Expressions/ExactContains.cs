using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary><c>contains</c>: entries are what <c>==</c> says they are.</summary>
internal sealed class ExactContains : ContainsFunction
{
    public override JToken Execute(params JmesPathFunctionArgument[] args) =>
        args[0].Token is JArray entries ? new JValue(entries.Any(entry => Numbers.Same(entry, args[1].Token))) : base.Execute(args);
}
