# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'sign_in.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import QCoreApplication, QMetaObject, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout

class Ui_SignInForm(object):
    def setupUi(self, SignInForm):
        if not SignInForm.objectName():
            SignInForm.setObjectName(u"SignInForm")
        SignInForm.resize(400, 460)
        self.column = QVBoxLayout(SignInForm)
        self.column.setSpacing(6)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(32, 24, 32, 24)
        self.title_label = QLabel(SignInForm)
        self.title_label.setObjectName(u"title_label")
        self.title_label.setTextFormat(Qt.PlainText)
        self.title_label.setProperty(u"textSize", u"heading")
        self.title_label.setProperty(u"textWeight", u"strong")

        self.column.addWidget(self.title_label)

        self.intro_label = QLabel(SignInForm)
        self.intro_label.setObjectName(u"intro_label")
        self.intro_label.setTextFormat(Qt.PlainText)
        self.intro_label.setWordWrap(True)
        self.intro_label.setProperty(u"tone", u"secondary")

        self.column.addWidget(self.intro_label)

        self.upper_gap = QSpacerItem(4, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.upper_gap)

        self.url_label = QLabel(SignInForm)
        self.url_label.setObjectName(u"url_label")
        self.url_label.setTextFormat(Qt.PlainText)
        self.url_label.setProperty(u"tone", u"secondary")
        self.url_label.setProperty(u"textSize", u"label")

        self.column.addWidget(self.url_label)

        self.url_field = QLineEdit(SignInForm)
        self.url_field.setObjectName(u"url_field")
        self.url_field.setPlaceholderText(u"https://")

        self.column.addWidget(self.url_field)

        self.account_gap = QSpacerItem(4, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.account_gap)

        self.account_label = QLabel(SignInForm)
        self.account_label.setObjectName(u"account_label")
        self.account_label.setTextFormat(Qt.PlainText)
        self.account_label.setProperty(u"tone", u"secondary")
        self.account_label.setProperty(u"textSize", u"label")

        self.column.addWidget(self.account_label)

        self.account_field = QLineEdit(SignInForm)
        self.account_field.setObjectName(u"account_field")

        self.column.addWidget(self.account_field)

        self.password_gap = QSpacerItem(4, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.password_gap)

        self.password_label = QLabel(SignInForm)
        self.password_label.setObjectName(u"password_label")
        self.password_label.setTextFormat(Qt.PlainText)
        self.password_label.setProperty(u"tone", u"secondary")
        self.password_label.setProperty(u"textSize", u"label")

        self.column.addWidget(self.password_label)

        self.password_field = QLineEdit(SignInForm)
        self.password_field.setObjectName(u"password_field")
        self.password_field.setEchoMode(QLineEdit.Password)

        self.column.addWidget(self.password_field)

        self.answer_label = QLabel(SignInForm)
        self.answer_label.setObjectName(u"answer_label")
        self.answer_label.setTextFormat(Qt.PlainText)
        self.answer_label.setWordWrap(True)
        self.answer_label.setMinimumSize(QSize(0, 68))
        self.answer_label.setAlignment(Qt.AlignLeading|Qt.AlignLeft|Qt.AlignTop)

        self.column.addWidget(self.answer_label)

        self.lower_gap = QSpacerItem(4, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.column.addItem(self.lower_gap)

        self.button_row = QHBoxLayout()
        self.button_row.setObjectName(u"button_row")
        self.offline_button = QPushButton(SignInForm)
        self.offline_button.setObjectName(u"offline_button")
        self.offline_button.setProperty(u"role", u"ghost")
        self.offline_button.setProperty(u"tall", u"true")

        self.button_row.addWidget(self.offline_button)

        self.button_gap = QSpacerItem(8, 8, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.button_row.addItem(self.button_gap)

        self.sign_in_button = QPushButton(SignInForm)
        self.sign_in_button.setObjectName(u"sign_in_button")
        self.sign_in_button.setProperty(u"role", u"primary")
        self.sign_in_button.setProperty(u"tall", u"true")

        self.button_row.addWidget(self.sign_in_button)


        self.column.addLayout(self.button_row)

#if QT_CONFIG(shortcut)
        self.url_label.setBuddy(self.url_field)
        self.account_label.setBuddy(self.account_field)
        self.password_label.setBuddy(self.password_field)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(SignInForm)

        self.sign_in_button.setDefault(True)


        QMetaObject.connectSlotsByName(SignInForm)
    # setupUi

    def retranslateUi(self, SignInForm):
        SignInForm.setWindowTitle(QCoreApplication.translate("SignInForm", u"Sign in", None))
        self.title_label.setText(QCoreApplication.translate("SignInForm", u"Sign in to the data centre", None))
        self.intro_label.setText(QCoreApplication.translate("SignInForm", u"Once signed in, this machine keeps a copy of the data and works without a network.", None))
        self.url_label.setText(QCoreApplication.translate("SignInForm", u"Address of the data centre", None))
#if QT_CONFIG(accessibility)
        self.url_field.setAccessibleName(QCoreApplication.translate("SignInForm", u"Address of the data centre", None))
#endif // QT_CONFIG(accessibility)
        self.account_label.setText(QCoreApplication.translate("SignInForm", u"Account", None))
#if QT_CONFIG(accessibility)
        self.account_field.setAccessibleName(QCoreApplication.translate("SignInForm", u"Account", None))
#endif // QT_CONFIG(accessibility)
        self.password_label.setText(QCoreApplication.translate("SignInForm", u"Password", None))
#if QT_CONFIG(accessibility)
        self.password_field.setAccessibleName(QCoreApplication.translate("SignInForm", u"Password", None))
#endif // QT_CONFIG(accessibility)
        self.answer_label.setText("")
        self.offline_button.setText(QCoreApplication.translate("SignInForm", u"Look at the data on this machine", None))
        self.sign_in_button.setText(QCoreApplication.translate("SignInForm", u"Sign in", None))
    # retranslateUi

