package import HTTP

/// The form that a page shows: empty, or as it was sent, with what was wrong with it.
package struct FilledForm: Sendable {
  package let language: Language
  private let form: Form
  private let problem: Problem?

  package init(_ language: Language, _ form: Form = Form(), refused problem: Problem? = nil) {
    (self.language, self.form, self.problem) = (language, form, problem)
  }

  /// Whether it is the form with this field that was sent.
  package func sent(_ name: String) -> Bool { form[name] != nil }

  /// What stands above a form that was refused.
  package var refusal: HTML {
    guard let problem else { return HTML() }
    return Tag.div(.class("notice bad"), .the(.role, "alert")) {
      Tag.div {
        Tag.p { Tag.strong(problem.kind.title(in: language)) }
        Tag.p(problem.detail(in: language))
        Tag.ul {
          for fault in problem.faults where !Self.isShown(fault) { Tag.li(fault.message(in: language)) }
        }
      }
    }
  }

  private static func isShown(_ fault: Problem.Fault) -> Bool { fault.pointer.hasPrefix("?") }

  private func faults(of name: String) -> [Problem.Fault] {
    problem?.faults.filter { $0.pointer == "?" + name } ?? []
  }

  /// A field for a line of text, with its label and what is wrong with it.
  package func field(
    _ name: String, _ label: Text, value: String? = nil, type: String = "text", hint: Text? = nil,
    _ more: Attribute...
  ) -> HTML {
    let faults = faults(of: name)
    let value = form[name] ?? value ?? ""
    var attributes: [Attribute] = [.the(.id, name), .the(.name, name), .the(.type, type)]
    if type != "password" { attributes.append(.the(.value, value)) }
    if !faults.isEmpty { attributes.append(.the(.invalid, "true")) }
    if !faults.isEmpty || hint != nil { attributes.append(.the(.describedBy, name + "-note")) }
    return Tag.div(.class("field")) {
      Tag.label(label(in: language), .the(.for, name))
      Tag.input.with(attributes + more)
      note(name, hint, faults)
    }
  }

  private func note(_ name: String, _ hint: Text?, _ faults: [Problem.Fault]) -> HTML {
    if faults.isEmpty, hint == nil { return HTML() }
    return Tag.div(.the(.id, name + "-note")) {
      for fault in faults { Tag.p(fault.message(in: language), .class("fault")) }
      if let hint { Tag.p(hint(in: language), .class("hint")) }
    }
  }

  package func choice(_ name: String, _ label: Text, _ choices: [(value: String, text: String)], value: String?) -> HTML
  {
    let chosen = form[name] ?? value
    return Tag.div(.class("field")) {
      Tag.label(label(in: language), .the(.for, name))
      Tag.select(.the(.id, name), .the(.name, name)) {
        for choice in choices {
          Tag.option(choice.text, .the(.value, choice.value), .is(.selected, when: choice.value == chosen))
        }
      }
      note(name, nil, faults(of: name))
    }
  }

  package func box(_ name: String, _ value: String, _ label: String, isChecked: Bool = false) -> HTML {
    Tag.label(.class("box")) {
      Tag.input(
        .the(.type, "checkbox"), .the(.name, name), .the(.value, value),
        .is(.checked, when: isChecked || form.has(name, value)))
      Tag.span(label)
    }
  }

  /// Makes the form one that does its work once, however often it is sent.
  package var once: HTML {
    var generator = SystemRandomNumberGenerator()
    return hidden("once", form["once"] ?? String(generator.next(), radix: 36) + String(generator.next(), radix: 36))
  }

  package func hidden(_ name: String, _ value: String) -> HTML {
    Tag.input(.the(.type, "hidden"), .the(.name, name), .the(.value, value))
  }
}

/// A form that is one button.
package func buttonForm(
  _ text: String, to link: LocalLink, style: String = "button small", with fields: (name: String, value: String)...
) -> HTML {
  Tag.form(.posts(to: link)) {
    for field in fields { Tag.input(.the(.type, "hidden"), .the(.name, field.name), .the(.value, field.value)) }
    Tag.button(text, .class(style))
  }
}
